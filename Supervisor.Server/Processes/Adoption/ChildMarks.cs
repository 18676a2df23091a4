using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>What tells one child from every other process of this machine, until that starts anew, and its pipes from all others.</summary>
/// <param name="StartedAt">As <see cref="ProcessStat.StartedAt"/> counts.</param>
/// <param name="Stdin">The pipe's inode; 0 where it has none.</param>
/// <param name="Stdout">The pipe's inode.</param>
/// <param name="Stderr">The pipe's inode; 0 where it is that of stdout.</param>
internal sealed record ChildMarks(int Pid, long StartedAt, ulong Stdin, ulong Stdout, ulong Stderr)
{
    /// <summary>Of a child that was made just now; null where it has ended and its pid is nobody's child of ours. Reads <c>/proc</c>.</summary>
    /// <param name="pid">The child.</param>
    /// <param name="stdin">The daemon's end of its pipe, as with the next two; -1 for none.</param>
    /// <param name="stdout">The end of its stdout.</param>
    /// <param name="stderr">The end of its stderr.</param>
    public static ChildMarks? Of(int pid, int stdin, int stdout, int stderr) =>
        ProcessList.Find(pid) is { } stat && stat.Parent == Environment.ProcessId
            ? new(pid, stat.StartedAt, Inode(stdin), Inode(stdout), Inode(stderr))
            : null;

    private static ulong Inode(int end) => end >= 0 && LogFileCalls.Status(end, out var status) >= 0 ? status.Inode : 0;
}
