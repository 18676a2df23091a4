using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Reading and clearing the logs of processes.</summary>
internal sealed partial class SupervisorApi
{
    public Task<ReadOnlyMemory<byte>> ReadProcessStdoutLogAsync(string name, long offset, long length, IAnswerRoom? room = null) =>
        ReadProcessLogAsync(FindProcess(name).StdoutLog, offset, length, room);

    public Task<ReadOnlyMemory<byte>> ReadProcessStderrLogAsync(string name, long offset, long length, IAnswerRoom? room = null) =>
        ReadProcessLogAsync(FindProcess(name).StderrLog, offset, length, room);

    public Task<LogEnd> TailProcessStdoutLogAsync(string name, long offset, long length, IAnswerRoom? room = null) =>
        TailProcessLogAsync(FindProcess(name).StdoutLog, offset, length, room);

    public Task<LogEnd> TailProcessStderrLogAsync(string name, long offset, long length, IAnswerRoom? room = null) =>
        TailProcessLogAsync(FindProcess(name).StderrLog, offset, length, room);

    public Task ClearProcessLogsAsync(string name) => ClearAsync(FindProcess(name), name);

    public Task<IReadOnlyList<ProcessResult>> ClearAllProcessLogsAsync() => ForEachInTurnAsync(table.AllByPriority, p => ClearAsync(p, FullName(p)));

    /// <summary>The log file a follower means by <c>/NAME</c>, <c>/NAME/stdout</c> or <c>/NAME/stderr</c>; null where there is none.</summary>
    public LogPath? FindLogFile(string pathAfterLogtail)
    {
        var parts = pathAfterLogtail.TrimStart('/').Split('/', 2);
        var (groupName, processName) = NameSpec.Parse(parts[0]);
        var process = processName is null ? null : table.Find(groupName)?.Find(processName);
        return (parts.Length > 1 ? parts[1] : "stdout") switch
        {
            "stdout" => process?.StdoutLog,
            "stderr" => process?.StderrLog,
            _ => null,
        };
    }

    private async Task<ReadOnlyMemory<byte>> ReadProcessLogAsync(LogPath? place, long offset, long length, IAnswerRoom? room)
    {
        if (place is not { } log)
            throw new RpcException(FaultCode.NoFile);
        return Bytes(await ReadBoundedAsync(log, offset, length, room), log.Path);
    }

    /// <summary>Reads no more than an answer can hold; offset and length that contradict each other are the log writer's to refuse.</summary>
    private Task<LogReadResult> ReadBoundedAsync(LogPath path, long offset, long length, IAnswerRoom? room) => logWriter.ReadAsync(
        path,
        Math.Max(offset, -RpcMethodTable.MaxAnswerBytes),
        offset >= 0 && length is 0 or > RpcMethodTable.MaxAnswerBytes ? RpcMethodTable.MaxAnswerBytes : length,
        room is null ? null : room.TakeAsync);

    private async Task<LogEnd> TailProcessLogAsync(LogPath? place, long offset, long length, IAnswerRoom? room)
    {
        if (place is not { } log)
            return new LogEnd(default, 0, HasMore: false);
        var tail = await logWriter.TailAsync(log, offset, Math.Min(length, RpcMethodTable.MaxAnswerBytes), room is null ? null : room.TakeAsync);
        if (tail.Outcome == LogReadOutcome.NoRoom)
            throw IAnswerRoom.Refusal();
        return new LogEnd(tail.Bytes, tail.Offset, tail.Overflow);
    }

    /// <summary>The log of a program that does not run is cleared like any other; stock says so and does nothing.</summary>
    private async Task ClearAsync(ManagedProcess process, string name)
    {
        try
        {
            var logs = process.Logs.All.ToList();
            foreach (var log in logs)
                await log.ClearAsync();
            foreach (var place in new[] { process.StdoutLog, process.StderrLog }.OfType<LogPath>())
            {
                if (!logs.Exists(log => log.Path == place.Path))
                    await logWriter.ClearAsync(place);
            }
        }
        catch (Exception error) when (error is IOException or PosixException or UnauthorizedAccessException)
        {
            throw new RpcException(FaultCode.Failed, name);
        }
    }

    /// <summary>A log is bytes; whoever shows it makes replacement characters of what is not UTF-8 in it, or was cut by the offset.</summary>
    private static ReadOnlyMemory<byte> Bytes(LogReadResult read, string path) => read.Outcome switch
    {
        LogReadOutcome.Ok => read.Bytes,
        LogReadOutcome.NoFile => throw new RpcException(FaultCode.NoFile, path),
        LogReadOutcome.NoRoom => throw IAnswerRoom.Refusal(),
        LogReadOutcome.BadArguments => throw new RpcException(FaultCode.BadArguments),
        _ => throw new RpcException(FaultCode.Failed),
    };
}
