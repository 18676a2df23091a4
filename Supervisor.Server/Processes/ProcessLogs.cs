using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>
/// The logs of one process while they are open: from a start to the moment that it comes to rest, over restarts. Owned by the process.
/// </summary>
internal sealed class ProcessLogs(ChildLog? stdout, ChildLog? stderr)
{
    public static ProcessLogs None { get; } = new(null, null);

    public ChildLog? Stdout => stdout;

    public ChildLog? Stderr => stderr;

    public IEnumerable<ChildLog> All => new[] { stdout, stderr }.OfType<ChildLog>();

    /// <summary>A program that starts anew begins a new file where others moved the old one away.</summary>
    public void RenewIfMoved()
    {
        stdout?.RenewIfMoved();
        stderr?.RenewIfMoved();
    }

    /// <summary>Null where none is open.</summary>
    public ProcessLogsRecord? ToRecord() => All.Any() ? new(stdout?.Number, stderr?.Number) : null;

    /// <summary>The logs as an earlier object had them, from a writer that has resumed them.</summary>
    public static ProcessLogs Resume(ProcessLogsRecord? record, LogWriter writer) =>
        record is null ? None : new(writer.Resumed(record.Stdout), writer.Resumed(record.Stderr));

    public void Close()
    {
        _ = stdout?.CloseAsync();
        _ = stderr?.CloseAsync();
    }
}
