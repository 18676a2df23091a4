using System.Text.Json.Serialization;

namespace Supervisor.Server.Logging;

/// <summary>The descriptor of an open file, as data, and which file it must lead to.</summary>
/// <param name="Descriptor">-1 where it is another process's, which makes the calls for a mount that may hang: the path is opened anew.</param>
internal readonly record struct OpenFileRecord(int Descriptor, ulong Device, ulong Inode);

/// <summary>What log bytes go to, between two writes, as data.</summary>
[JsonDerivedType(typeof(RotatingFileRecord), "file")]
[JsonDerivedType(typeof(StreamTargetRecord), "stream")]
internal abstract record LogTargetRecord(OpenFileRecord File);

/// <summary>A <see cref="RotatingFile"/> as data.</summary>
/// <param name="Size">As counted, which others may have changed since.</param>
/// <param name="RotateAt">The size of the next rotation: more than the options say after one that failed.</param>
/// <param name="IsMoved">A rotation was left half-way: the open file is a backup already.</param>
/// <param name="IsInDoubt">A removal or renaming was not answered in time.</param>
internal sealed record RotatingFileRecord(
    OpenFileRecord File, string Path, LogFileOptions Options, long Size, long RotateAt, bool IsFixed, bool IsMoved, bool IsInDoubt) : LogTargetRecord(File);

/// <summary>A <see cref="StreamTarget"/> as data.</summary>
internal sealed record StreamTargetRecord(OpenFileRecord File, StreamKind Kind) : LogTargetRecord(File);

/// <summary>An open <see cref="ChildLog"/> as data. How full it is follows from what waits.</summary>
/// <param name="Number">Whoever owns the log finds it by this.</param>
internal sealed record ChildLogRecord(int Number, LogFileOptions Options);

/// <summary>A piece of output that is not written yet, as data.</summary>
/// <param name="Log">The number of the log that it came by, which may be closed.</param>
/// <param name="More">The next piece belongs to the same write.</param>
internal sealed record LogChunkRecord(int Log, byte[] Bytes, bool More);

/// <summary>A <see cref="LogIncident"/> as data; its times are timestamps of the monotonic clock.</summary>
internal sealed record LogIncidentRecord(long? Since, long TriedAt, long? AnnouncedAt, long LostBytes, bool IsHopeless, bool IsAnnounced);

/// <summary>A <see cref="LogSink"/> between two writes, as data.</summary>
/// <param name="Names">Every path that it was opened by.</param>
/// <param name="Users">The logs that write here.</param>
/// <param name="Waiting">What is not written yet, oldest first.</param>
/// <param name="WrittenOfHead">How much of the oldest is.</param>
/// <param name="RotationComplained">The timestamp of the last complaint about a rotation.</param>
internal sealed record LogSinkRecord(
    string Path,
    IReadOnlyList<string> Names,
    LogTargetRecord Target,
    IReadOnlyList<ChildLogRecord> Users,
    IReadOnlyList<LogChunkRecord> Waiting,
    int WrittenOfHead,
    LogIncidentRecord Incident,
    long? RotationComplained);

/// <summary>The claim on AUTO logs of one identifier in one directory, as data.</summary>
/// <param name="Descriptor">Of the locked file: the lock lives as long as that is open. -1 where another process has it: the claim is made anew.</param>
internal sealed record AutoLogClaimRecord(string Directory, string Identifier, int Descriptor);

/// <summary>All that one worker has open, as data.</summary>
/// <param name="Mount">Where the file system is mounted that another process makes the calls for; null for the worker of all the others.</param>
internal sealed record DiskWorkerRecord(string? Mount, IReadOnlyList<LogSinkRecord> Sinks, IReadOnlyList<AutoLogClaimRecord> AutoLogs);

/// <summary>The log writer as data.</summary>
/// <param name="LastLog">The number given last to a log.</param>
internal sealed record LogWriterRecord(IReadOnlyList<DiskWorkerRecord> Workers, int LastLog);
