namespace Supervisor.Server.Api;

/// <summary>Exchanges the program for the one that stands in its file now, in the same process. Loop thread only.</summary>
internal interface IUpgrades
{
    /// <summary>From 1, one more with each exchange.</summary>
    int Generation { get; }

    UpgradeReport? Last { get; }

    /// <summary>Why the last attempt came to nothing; empty where it did not.</summary>
    string LastError { get; }

    /// <summary>Whether the program that stands there could take over, and its version. Nothing changes. Fails with RpcException.</summary>
    Task<string> CheckAsync();

    /// <summary>Checks, and begins: completes before anything is held up. Returns the generation that will be. Fails with RpcException.</summary>
    Task<int> BeginAsync();
}
