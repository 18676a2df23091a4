using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

internal sealed record AutoLogName(string Directory, string ProcessName, string Channel, string Identifier);

internal sealed record ChannelLogRequest(string? Path, AutoLogName? Auto, long MaxBytes, int Backups);

internal sealed record ChildLogsRequest(ChannelLogRequest? Stdout, ChannelLogRequest? Stderr, Action<Action> Post);

internal sealed record ChildLogsResult(ChildLog? Stdout, ChildLog? Stderr, PosixException? Failure);

/// <summary>To go when the log writer's own comes.</summary>
internal static class ChildLogOpening
{
    public static void OpenChildLogs(this LogWriter writer, ChildLogsRequest request, Action<ChildLogsResult> done)
    {
        var opened = new List<ChildLog>();
        _ = writer.AskAsync(sinks =>
        {
            ChildLogsResult result;
            try
            {
                result = new(Open(request.Stdout), Open(request.Stderr), null);
            }
            catch (PosixException failure)
            {
                foreach (var log in opened)
                    sinks.Release(log);
                result = new(null, null, failure);
            }
            done(result);

            ChildLog? Open(ChannelLogRequest? channel)
            {
                if (channel is null)
                    return null;
                var path = channel.Path ?? AutoLogFile.Create(channel.Auto!.Directory, channel.Auto.ProcessName, channel.Auto.Channel, channel.Auto.Identifier);
                var log = new ChildLog(writer, new LogFileOptions(path, channel.MaxBytes, channel.Backups), request.Post);
                sinks.Acquire(log);
                opened.Add(log);
                return log;
            }
        });
    }

    public static void RenewIfMoved(this ChildLog log) => _ = log.ReopenAsync();
}

internal sealed record AutoLogMade(string? Path, string? Reason);

internal static class AutoLogMaking
{
    public static Task<IReadOnlyList<AutoLogMade>> CreateAutoLogsAsync(this LogWriter writer, IReadOnlyList<AutoLogName> names)
    {
        var done = new TaskCompletionSource<IReadOnlyList<AutoLogMade>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = writer.AskAsync(_ =>
        {
            var made = new List<AutoLogMade>();
            foreach (var name in names)
            {
                try
                {
                    made.Add(new(AutoLogFile.Create(name.Directory, name.ProcessName, name.Channel, name.Identifier), null));
                }
                catch (PosixException failure)
                {
                    made.Add(new(null, failure.Message));
                }
            }
            done.SetResult(made);
        });
        return done.Task;
    }
}
