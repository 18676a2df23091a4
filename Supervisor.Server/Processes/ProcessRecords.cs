using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The writing end of a child's stdin, as data.</summary>
/// <param name="Queued">What the child has not taken yet, oldest first: half an event to a listener must be finished, not begun anew.</param>
internal sealed record InputChannelRecord(int Descriptor, IReadOnlyList<ReadOnlyMemory<byte>> Queued);

/// <summary>The reading end of a child's stdout or stderr, as data.</summary>
/// <param name="Descriptor">-1 where the child has closed it.</param>
internal sealed record OutputChannelRecord(int Descriptor, int FullReads, AnsiFilterRecord? Ansi, CaptureFilterRecord? Capture);

/// <summary>A living child, as data; its pid is in the status.</summary>
internal sealed record ChildRecord(InputChannelRecord? Input, OutputChannelRecord Output, OutputChannelRecord? Error);

/// <summary>A process between two turns of the loop, as data. An empty one is a process that was never started.</summary>
internal sealed record ProcessRecord(
    string Name, ProcessStatus Status, int StartTime, int StopTime, string? StdoutLogFile, string? StderrLogFile, ChildRecord? Child);

/// <summary>A group between two turns of the loop, as data.</summary>
internal sealed record ProcessGroupRecord(string Name, IReadOnlyList<ProcessRecord> Processes);
