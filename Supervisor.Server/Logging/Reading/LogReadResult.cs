namespace Supervisor.Server.Logging;

internal enum LogReadOutcome
{
    Ok,

    /// <summary>There is no such file.</summary>
    NoFile,

    /// <summary>Offset and length contradict each other.</summary>
    BadArguments,

    /// <summary>So much could not be kept in memory in time.</summary>
    NoRoom,

    /// <summary>The file is there and can not be read, or is no regular file.</summary>
    Failed,
}

/// <summary>What reading a piece of a log gave; <see cref="Bytes"/> is empty unless the outcome is Ok.</summary>
internal readonly record struct LogReadResult(LogReadOutcome Outcome, ReadOnlyMemory<byte> Bytes);

/// <summary>The end of a log, the size it had, and whether the caller's window was smaller than what there was.</summary>
internal readonly record struct LogTailResult(ReadOnlyMemory<byte> Bytes, long Offset, bool Overflow, LogReadOutcome Outcome = LogReadOutcome.Ok);
