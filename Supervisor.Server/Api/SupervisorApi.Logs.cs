using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Reading and clearing the logs of processes.</summary>
internal sealed partial class SupervisorApi
{
    public Task<string> ReadProcessStdoutLogAsync(string name, long offset, long length) =>
        ReadProcessLogAsync(FindProcess(name).StdoutLogFile, offset, length);

    public Task<string> ReadProcessStderrLogAsync(string name, long offset, long length) =>
        ReadProcessLogAsync(FindProcess(name).StderrLogFile, offset, length);

    public Task<XmlRpcValue> TailProcessStdoutLogAsync(string name, long offset, long length) =>
        TailProcessLogAsync(FindProcess(name).StdoutLogFile, offset, length);

    public Task<XmlRpcValue> TailProcessStderrLogAsync(string name, long offset, long length) =>
        TailProcessLogAsync(FindProcess(name).StderrLogFile, offset, length);

    public async Task<XmlRpcValue> ClearProcessLogsAsync(string name)
    {
        await ClearAsync(FindProcess(name), name);
        return true;
    }

    public Task<XmlRpcValue> ClearAllProcessLogsAsync() => ForEachInTurnAsync(table.AllByPriority, p => ClearAsync(p, FullName(p)));

    /// <summary>The log file a follower means by <c>/NAME</c>, <c>/NAME/stdout</c> or <c>/NAME/stderr</c>; null where there is none.</summary>
    public string? FindLogFile(string pathAfterLogtail)
    {
        var parts = pathAfterLogtail.TrimStart('/').Split('/', 2);
        var (groupName, processName) = NameSpec.Parse(parts[0]);
        var process = processName is null ? null : table.Find(groupName)?.Find(processName);
        return (parts.Length > 1 ? parts[1] : "stdout") switch
        {
            "stdout" => process?.StdoutLogFile,
            "stderr" => process?.StderrLogFile,
            _ => null,
        };
    }

    private async Task<string> ReadProcessLogAsync(string? path, long offset, long length)
    {
        if (path is null)
            throw new RpcException(FaultCode.NoFile);
        return Text(await logWriter.ReadAsync(path, offset, length), path);
    }

    private async Task<XmlRpcValue> TailProcessLogAsync(string? path, long offset, long length)
    {
        if (path is null)
            return new XmlRpcValue.Array(["", 0, false]);
        var tail = await logWriter.TailAsync(path, offset, length);
        return new XmlRpcValue.Array([Encoding.UTF8.GetString(tail.Bytes.Span), (int)Math.Min(tail.Offset, int.MaxValue), tail.Overflow]);
    }

    /// <summary>The log of a program that does not run is cleared like any other; stock says so and does nothing.</summary>
    private async Task ClearAsync(ManagedProcess process, string name)
    {
        try
        {
            var logs = process.Logs.All.ToList();
            foreach (var log in logs)
                await log.ClearAsync();
            foreach (var path in new[] { process.StdoutLogFile, process.StderrLogFile }.OfType<string>())
            {
                if (!logs.Exists(log => log.Path == path))
                    await logWriter.ClearAsync(path);
            }
        }
        catch (Exception error) when (error is IOException or PosixException or UnauthorizedAccessException)
        {
            throw new RpcException(FaultCode.Failed, name);
        }
    }

    /// <summary>A log is bytes; what is not UTF-8 in it, or was cut by the offset, shows as replacement characters.</summary>
    private static string Text(LogReadResult read, string path) => read.Outcome switch
    {
        LogReadOutcome.Ok => Encoding.UTF8.GetString(read.Bytes.Span),
        LogReadOutcome.NoFile => throw new RpcException(FaultCode.NoFile, path),
        LogReadOutcome.BadArguments => throw new RpcException(FaultCode.BadArguments),
        _ => throw new RpcException(FaultCode.Failed),
    };
}
