using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// A child of an earlier daemon that was found alive, with everything that it takes to go on with it. Owns the descriptors until a process takes them.
/// </summary>
/// <param name="Known">What the state file says of it.</param>
/// <param name="Process">The child.</param>
/// <param name="Stdin">A writing end of its stdin; -1 where it has none any more.</param>
/// <param name="Stdout">A reading end; -1 where it has closed it.</param>
/// <param name="Stderr">The same of its stderr.</param>
/// <param name="Age">How long it runs.</param>
/// <param name="Cgroup">The directory of its own cgroup; null where it has none.</param>
internal sealed record FoundChild(LastingChild Known, AdoptedProcess Process, int Stdin, int Stdout, int Stderr, TimeSpan Age, string? Cgroup = null) : IDisposable
{
    public int Pid => Known.Marks.Pid;

    /// <summary>Its AUTO logs.</summary>
    public IEnumerable<string> Logs => new[] { Known.StdoutLog, Known.StderrLog }.OfType<string>();

    /// <summary>Nobody takes it.</summary>
    public void Dispose()
    {
        Process.Dispose();
        if (Stdin >= 0)
            Pipes.Close(Stdin);
        CloseOutput();
    }

    /// <summary>Nobody reads what it writes.</summary>
    public void CloseOutput()
    {
        foreach (var end in new[] { Stdout, Stderr }.Where(end => end >= 0))
            Pipes.Close(end);
    }
}
