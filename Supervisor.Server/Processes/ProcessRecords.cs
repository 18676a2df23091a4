using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The writing end of a child's stdin, as data.</summary>
/// <param name="Queued">What the child has not taken yet, oldest first: half an event to a listener must be finished, not begun anew.</param>
internal sealed record InputChannelRecord(int Descriptor, IReadOnlyList<ReadOnlyMemory<byte>> Queued);

/// <summary>The reading end of a child's stdout or stderr, as data.</summary>
/// <param name="Descriptor">-1 where the child has closed it.</param>
/// <param name="SyslogLine">What there is of a line that goes to the system's log when it has ended.</param>
/// <param name="PrefixedLine">The same of a line that goes to the daemon's stdout.</param>
internal sealed record OutputChannelRecord(
    int Descriptor, int FullReads, AnsiFilterRecord? Ansi, CaptureFilterRecord? Capture, byte[]? SyslogLine = null, byte[]? PrefixedLine = null);

/// <summary>A living child, as data; its pid is in the status.</summary>
/// <param name="HoldsSocket">Its fd 0 is the FastCGI socket of its process.</param>
/// <param name="Adopted">Null for one that this process has made.</param>
/// <param name="Cgroup">The directory of its own cgroup; null where it has none.</param>
internal sealed record ChildRecord(
    InputChannelRecord? Input, OutputChannelRecord Output, OutputChannelRecord? Error, bool HoldsSocket = false, AdoptedProcessRecord? Adopted = null,
    string? Cgroup = null);

/// <summary>The open logs of a process, as data: by the numbers that the log writer knows them by.</summary>
internal sealed record ProcessLogsRecord(int? Stdout, int? Stderr);

/// <summary>A process between two turns of the loop, as data. An empty one is a process that was never started.</summary>
/// <param name="StdoutAutoLog">What the AUTO log is named by, which may not have been made yet.</param>
/// <param name="Logs">Null where none is open.</param>
/// <param name="Schedule">Null where it does not run by the clock.</param>
/// <param name="Wait">Null where its start does not wait for another process.</param>
/// <param name="Health">Null where it is asked nothing.</param>
internal sealed record ProcessRecord(
    string Name,
    ProcessStatus Status,
    int StartTime,
    int StopTime,
    string? StdoutLogFile,
    string? StderrLogFile,
    AutoLogName? StdoutAutoLog,
    AutoLogName? StderrAutoLog,
    ProcessLogsRecord? Logs,
    ChildRecord? Child,
    StartWaitRecord? Wait = null,
    ScheduleStatus? Schedule = null,
    HealthRecord? Health = null);

/// <summary>An open FastCGI socket, as data.</summary>
/// <param name="Users">The children that hold it.</param>
internal sealed record FastCgiSocketRecord(FastCgiSocketOptions Options, int Descriptor, int Users);

/// <summary>A group between two turns of the loop, as data.</summary>
/// <param name="Options">What it was made of: the configuration may say something else by now.</param>
/// <param name="Sockets">The FastCGI sockets that are open.</param>
internal sealed record ProcessGroupRecord(
    GroupOptions Options, IReadOnlyList<ProcessRecord> Processes, IReadOnlyList<FastCgiSocketRecord> Sockets);
