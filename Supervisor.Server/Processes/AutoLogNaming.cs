using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Has the AUTO logs of new processes made, all of them in one job of the log writer. A folder that takes no files costs the starts of those
/// programs that need one, as with a log of a given name; one that does not answer holds up those and nobody else. Loop thread only.
/// </summary>
internal sealed class AutoLogNaming(EventLoop loop, IMainLog log, LogWriter writer, Func<AutoLogPlace> place)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Where AUTO logs are made now.</summary>
    public AutoLogPlace Place => place();

    public async Task NameAsync(IEnumerable<ManagedProcess> processes)
    {
        var naming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = Place;
        var concerned = processes.Where(process => process.AwaitLogNames(now, naming.Task)).ToList();
        if (concerned.Count == 0)
            return;
        using var late = loop.Schedule(loop.Now + Patience, () => log.AutoLogsAreLate(concerned.Select(p => p.Name), now.Directory));
        try
        {
            var names = concerned.SelectMany(p => new[] { p.StdoutAutoLog, p.StderrAutoLog }).OfType<AutoLogName>().ToList();
            var made = new Queue<AutoLogResult>(await writer.CreateAutoLogsAsync(names));
            foreach (var process in concerned)
                Take(process, made);
        }
        finally
        {
            naming.SetResult();
        }
    }

    private void Take(ManagedProcess process, Queue<AutoLogResult> made)
    {
        var stdout = process.StdoutAutoLog is null ? default : made.Dequeue();
        var stderr = process.StderrAutoLog is null ? default : made.Dequeue();
        process.LogsWereNamed(stdout.Path, stderr.Path);
        if ((stdout.Failure ?? stderr.Failure) is { } refused)
            log.NoAutoLog(process.Name, refused.Message);
    }
}
