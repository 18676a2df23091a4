namespace Supervisor.Server.Processes;

/// <summary>A listening socket that becomes fd 0 of the children that share it.</summary>
internal interface IStdinSocket
{
    /// <summary>Counts one more user and returns the listening descriptor, opened for the first one. Fails with <see cref="FastCgiSocketException"/>.</summary>
    Task<int> AcquireAsync();

    /// <summary>Counts one user less; closed with the last one.</summary>
    void Release();
}
