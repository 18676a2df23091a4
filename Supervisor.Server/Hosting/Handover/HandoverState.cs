using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>A descriptor that lives on over the exec, as data, and which file it must lead to.</summary>
internal readonly record struct KeptDescriptor(int Number, ulong Device, ulong Inode);

/// <summary>
/// What one image of the program hands to the next, in the same process. Only ever in memory: it holds environments and passwords.
/// </summary>
/// <param name="Format">What the fields mean. Another one is refused; a field that may be left out is no other format.</param>
/// <param name="Version">Of the program that wrote it.</param>
/// <param name="Generation">Which image of this process it was, from 1.</param>
/// <param name="StartDirectory">Where the program stood when it was started: what a relative path of its command line begins at.</param>
/// <param name="ProgramPath">Of the file that is executed. The kernel's own name for it is of no use once the file was replaced.</param>
/// <param name="FrozenAt">The timestamp of the monotonic clock from which on nothing was done.</param>
/// <param name="Descriptors">What the snapshot cannot do without.</param>
/// <param name="LogAgents">Processes that worked for the log writer: that they end is no news.</param>
internal sealed record HandoverState(
    string Format,
    string Version,
    int Generation,
    string StartDirectory,
    string ProgramPath,
    long FrozenAt,
    IReadOnlyList<KeptDescriptor> Descriptors,
    IReadOnlyList<int> LogAgents,
    DaemonSnapshot Daemon)
{
    /// <summary>A text of its own, so that it can be told from everything else in the program.</summary>
    public const string CurrentFormat = "supervisord-handover-1";

    /// <summary>Fails with <see cref="UpgradeRefusedException"/> where a descriptor is not what it was.</summary>
    public void Verify()
    {
        foreach (var kept in Descriptors)
        {
            if (LogFileCalls.Status(kept.Number, out var status) < 0 || status.Identity != new FileIdentity(kept.Device, kept.Inode))
                throw new UpgradeRefusedException($"descriptor {kept.Number} is not the file that it was");
        }
    }
}
