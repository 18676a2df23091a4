using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>Another policy and other logs for a process whose child runs on.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>
    /// Follows other options, of which only the soft ones may differ while there is a child. Returns a sentence for what cannot be followed now, which
    /// then is at the next start; null as a rule.
    /// </summary>
    /// <param name="options">The new ones.</param>
    /// <param name="autoLogs">Where AUTO logs are made.</param>
    public async Task<string?> AdjustAsync(ProcessOptions options, AutoLogPlace autoLogs)
    {
        var before = Options;
        var policy = ProcessPolicy.Of(options);
        Status = ProcessStateMachine.Adjust(Status, _policy, policy);
        (Options, _policy) = (options, policy);
        Reschedule(before.Schedule);
        Plan = new LaunchPlan(options, GroupName, _context.Environment, _context.ServerUrl, NoticeVariables());
        if (before.Health != options.Health)
            WatchHealth(Health?.ToRecord());
        ScheduleLook();
        // A launch under way has the logs of before, which the channels of its child are made for.
        if (Status.IsLaunching)
            await WhenLaunched;
        var late = new List<string>();
        if (before.Resources != options.Resources && Child is { Exit: null } child)
            late.AddRange(await LiveResources.ApplyAsync(child.Pid, before.Resources, options.Resources));
        if (before.Tree?.Limits != options.Tree?.Limits && Child is { Exit: null, Cgroup: { } cgroup })
            late.AddRange(await ChangeCgroupAsync(cgroup, before.Tree, options.Tree));
        if ((before.Stdout != options.Stdout || before.Stderr != options.Stderr) && await RedirectAsync(before, options, autoLogs) is { } refused)
            late.Add(refused);
        return late.Count == 0 ? null : string.Join("; ", late);
    }

    private async Task<string?> RedirectAsync(ProcessOptions before, ProcessOptions after, AutoLogPlace autoLogs)
    {
        var stdout = IsOtherLog(before.Stdout, after.Stdout);
        var stderr = IsOtherLog(before.Stderr, after.Stderr) && !after.RedirectStderr;
        if (stdout)
            (StdoutLogFile, StdoutAutoLog) = Place(after.Stdout, StdoutLogFile, StdoutAutoLog, "stdout", autoLogs);
        if (stderr)
            (StderrLogFile, StderrAutoLog) = Place(after.Stderr, StderrLogFile, StderrAutoLog, "stderr", autoLogs);
        var opened = new ChildLogsResult(null, null, null);
        if (Child is not null && (stdout || stderr))
        {
            opened = await OpenAsync(
                stdout ? Request(StdoutLogFile, StdoutAutoLog, after.Stdout) : null, stderr ? Request(StderrLogFile, StderrAutoLog, after.Stderr) : null);
            if (opened.Failure is { } refused)
                return $"'{Name}' writes to its old log until it starts again: {refused.Message}";
            LogsWereNamed(opened.Stdout?.Path, opened.Stderr?.Path);
        }
        // It may have died while the files were opened, and may be on its way to start again.
        if (Status.IsLaunching)
            await WhenLaunched;
        if (Child is not { } child || Status.IsLaunching)
        {
            new ProcessLogs(opened.Stdout, opened.Stderr).Close();
            return LetGoOfLogs(isOther: stdout || stderr);
        }
        var old = _logs;
        _logs = new ProcessLogs(stdout ? opened.Stdout : old.Stdout, stderr ? opened.Stderr : old.Stderr);
        child.Redirect(after.Stdout, _logs.Stdout, after.Stderr, _logs.Stderr);
        new ProcessLogs(stdout ? old.Stdout : null, stderr ? old.Stderr : null).Close();
        return null;
    }

    /// <summary>The next start opens the new ones.</summary>
    private string? LetGoOfLogs(bool isOther)
    {
        if (Status.IsLaunching)
            return $"the start of '{Name}' is held up: it writes to its old log until it starts again";
        if (isOther && HasHooksUnderway)
            return $"a hook of '{Name}' is under way: it writes to its old log until it starts again";
        if (isOther)
        {
            _logs.Close();
            _logs = ProcessLogs.None;
        }
        return null;
    }

    private Task<ChildLogsResult> OpenAsync(ChannelLogRequest? stdout, ChannelLogRequest? stderr)
    {
        if (stdout is null && stderr is null)
            return Task.FromResult(new ChildLogsResult(null, null, null));
        var opened = new TaskCompletionSource<ChildLogsResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.LogWriter.OpenChildLogs(new ChildLogsRequest(stdout, stderr, _context.Loop.Post), opened.SetResult);
        return opened.Task;
    }

    private static bool IsOtherLog(ChannelOptions before, ChannelOptions after) =>
        before.LogFile != after.LogFile || before.LogFileMaxBytes != after.LogFileMaxBytes || before.LogFileBackups != after.LogFileBackups;

    /// <summary>An AUTO log that is there keeps its file; a new one is made when it is opened.</summary>
    private (string? Path, AutoLogName? Auto) Place(ChannelOptions options, string? path, AutoLogName? auto, string channel, AutoLogPlace place) =>
        options.LogFile.Kind != LogTargetKind.Auto ? (options.LogFile.Path, null)
        : auto is not null ? (path, auto)
        : (null, AutoLog(channel, place));
}
