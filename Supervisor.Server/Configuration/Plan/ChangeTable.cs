using System.Globalization;
using Supervisor.Server.Interop;
using static Supervisor.Server.Configuration.OptionText;

namespace Supervisor.Server.Configuration;

/// <summary>
/// The one table of what a change of an option means to a process that runs. Soft: its policy, its logs, its listener's subscription. Hard:
/// what a child was born with. Every property of the options stands here, or is named below as what other rows compare.
/// </summary>
internal static class ChangeTable
{
    private const bool Soft = false;
    private const bool Hard = true;

    /// <summary>Properties without a row of their own: names, which say what is compared with what, and records whose parts have rows.</summary>
    public static readonly IReadOnlySet<string> OfProcessWithoutRow = new HashSet<string>
    {
        nameof(ProcessOptions.Name), nameof(ProcessOptions.Program), nameof(ProcessOptions.Dependencies), nameof(ProcessOptions.Sources), nameof(ProcessOptions.Restarting), nameof(ProcessOptions.Hooks), nameof(ProcessOptions.Tree), nameof(ProcessOptions.Health), nameof(ProcessOptions.Groups), nameof(ProcessOptions.Schedule), nameof(ProcessOptions.Stdout),
        nameof(ProcessOptions.Stderr), nameof(ProcessOptions.Socket),
    };

    public static readonly IReadOnlySet<string> OfGroupWithoutRow = new HashSet<string> { nameof(GroupOptions.Name), nameof(GroupOptions.Processes) };

    public static readonly IReadOnlyList<OptionRow<ChannelOptions>> Channel =
    [
        new(nameof(ChannelOptions.LogFile), "logfile", Soft, o => o.LogFile, o => Of(o.LogFile)),
        new(nameof(ChannelOptions.LogFileMaxBytes), "logfile_maxbytes", Soft, o => o.LogFileMaxBytes, o => Bytes(o.LogFileMaxBytes)),
        new(nameof(ChannelOptions.LogFileBackups), "logfile_backups", Soft, o => o.LogFileBackups, o => Of(o.LogFileBackups)),
        new(nameof(ChannelOptions.CaptureMaxBytes), "capture_maxbytes", Soft, o => o.CaptureMaxBytes, o => Bytes(o.CaptureMaxBytes)),
        new(nameof(ChannelOptions.EventsEnabled), "events_enabled", Soft, o => o.EventsEnabled, o => Of(o.EventsEnabled)),
        new(nameof(ChannelOptions.Prefix), "prefix", Soft, o => o.Prefix, o => Of(o.Prefix)),
        new(nameof(ChannelOptions.Syslog), "syslog", Soft, o => o.Syslog, o => Of(o.Syslog)),
    ];

    public static readonly IReadOnlyList<OptionRow<FastCgiSocketOptions>> Socket =
    [
        new(nameof(FastCgiSocketOptions.Url), "socket", Hard, o => o.Url, o => o.Url),
        new(nameof(FastCgiSocketOptions.UnixPath), "socket", Hard, o => o.UnixPath, o => o.Url),
        new(nameof(FastCgiSocketOptions.Host), "socket", Hard, o => o.Host, o => o.Url),
        new(nameof(FastCgiSocketOptions.Port), "socket", Hard, o => o.Port, o => o.Url),
        // Programs do not share a socket: with another program it is another one, whatever its address.
        new(nameof(FastCgiSocketOptions.ProgramName), "socket", Hard, o => o.ProgramName, o => o.Url),
        new(nameof(FastCgiSocketOptions.OwnerUid), "socket_owner", Hard, o => o.OwnerUid, o => Owner(o.OwnerUid, o.OwnerGid)),
        new(nameof(FastCgiSocketOptions.OwnerGid), "socket_owner", Hard, o => o.OwnerGid, o => Owner(o.OwnerUid, o.OwnerGid)),
        new(nameof(FastCgiSocketOptions.Mode), "socket_mode", Hard, o => o.Mode, o => o.Mode is { } mode ? Octal(mode) : null),
        new(nameof(FastCgiSocketOptions.Backlog), "socket_backlog", Hard, o => o.Backlog, o => o.Backlog is { } backlog ? Of(backlog) : null),
    ];

    public static readonly IReadOnlyList<OptionRow<DependencyOptions>> Dependencies =
    [
        new(nameof(DependencyOptions.On), "depends_on", Soft, o => o.On, o => DependencyOptions.Text(o.On)),
        new(nameof(DependencyOptions.Timeout), "depends_timeout", Soft, o => o.Timeout, o => DependencyOptions.Text(o.Timeout)),
        new(nameof(DependencyOptions.OnStop), "depends_on_stop", Soft, o => o.OnStop, o => DependencyOptions.Text(o.OnStop)),
        new(nameof(DependencyOptions.StartDelay), "startdelaysecs", Soft, o => o.StartDelay, o => DependencyOptions.Text(o.StartDelay)),
    ];

    public static readonly IReadOnlyList<OptionRow<EnvironmentSources>> Sources =
    [
        // What is in the files is looked at by starts alone, and shown by nobody.
        new(nameof(EnvironmentSources.Files), "environment_file", Hard, o => o.Files.Count == 0 ? null : o.Files, o => o.Files.Count == 0 ? null : Of(o.Files)),
        new(nameof(EnvironmentSources.Login), "login_environment", Hard, o => o.Login ? true : null, o => o.Login ? Of(true) : null),
        new(nameof(EnvironmentSources.Inherited), "inherit_environment", Hard, o => o.Inherited, o => o.Inherited is { } names ? names.Count == 0 ? Of(false) : Of(names) : null),
        // Over a file that sets the same name.
        new(nameof(EnvironmentSources.Own), "environment", Hard, o => o.Own.Count == 0 ? null : o.Own, _ => null) { IsSecret = true },
    ];

    /// <summary>What is not set is nothing, as it is where a process has no such record.</summary>
    public static readonly IReadOnlyList<OptionRow<RestartOptions>> Restarting =
    [
        new(nameof(RestartOptions.Pauses), "restartpause", Soft, o => Set(o.Pauses), o => o.Pauses.Count == 0 ? null : Of(o.Pauses.Select(Of))),
        new(nameof(RestartOptions.MaxPause), "restartpause_max", Soft, o => o.MaxPause, o => o.MaxPause is { } pause ? Of(pause) : null),
        new(nameof(RestartOptions.Factor), "restartpause_factor", Soft, o => o.Factor > 1 ? o.Factor : null, o => o.Factor > 1 ? Of(o.Factor) : null),
        new(nameof(RestartOptions.JitterPercent), "restartpause_jitter", Soft, o => o.JitterPercent > 0 ? o.JitterPercent : null, o => o.JitterPercent > 0 ? Percent(o.JitterPercent) : null),
        new(nameof(RestartOptions.Reset), "restartpause_reset", Soft, o => o.Reset, o => o.Reset is { } reset ? Of(reset) : null),
        new(nameof(RestartOptions.RetryForever), "retry_forever", Soft, o => o.RetryForever ? true : null, o => o.RetryForever ? Of(true) : null),
        new(nameof(RestartOptions.Limit), "restart_limit", Soft, o => o.Limit, o => o.Limit is { } limit ? Of(limit) : null),
    ];

    /// <summary>The next hook is run by them.</summary>
    public static readonly IReadOnlyList<OptionRow<HookOptions>> Hooks =
    [
        new(nameof(HookOptions.StopCommand), "stop_command", Soft, o => o.StopCommand, o => o.StopCommand),
        new(nameof(HookOptions.ReloadCommand), "reload_command", Soft, o => o.ReloadCommand, o => o.ReloadCommand),
        new(nameof(HookOptions.PreStart), "pre_start_hook", Soft, o => o.PreStart, o => o.PreStart),
        new(nameof(HookOptions.PostStart), "post_start_hook", Soft, o => o.PostStart, o => o.PostStart),
        new(nameof(HookOptions.PreStop), "pre_stop_hook", Soft, o => o.PreStop, o => o.PreStop),
        new(nameof(HookOptions.PostStop), "post_stop_hook", Soft, o => o.PostStop, o => o.PostStop),
        new(nameof(HookOptions.ReloadTimeout), "reload_command_timeout", Soft, o => OtherLimit(o.ReloadTimeout), o => LimitText(o.ReloadTimeout)),
        new(nameof(HookOptions.PreStartTimeout), "pre_start_hook_timeout", Soft, o => OtherLimit(o.PreStartTimeout), o => LimitText(o.PreStartTimeout)),
        new(nameof(HookOptions.PostStartTimeout), "post_start_hook_timeout", Soft, o => OtherLimit(o.PostStartTimeout), o => LimitText(o.PostStartTimeout)),
        new(nameof(HookOptions.PreStopTimeout), "pre_stop_hook_timeout", Soft, o => OtherLimit(o.PreStopTimeout), o => LimitText(o.PreStopTimeout)),
        new(nameof(HookOptions.PostStopTimeout), "post_stop_hook_timeout", Soft, o => OtherLimit(o.PostStopTimeout), o => LimitText(o.PostStopTimeout)),
        new(nameof(HookOptions.IgnoresFailure), "hook_failure", Soft, o => o.IgnoresFailure ? true : null, o => o.IgnoresFailure ? "ignore" : null),
        new(nameof(HookOptions.AsDaemon), "hook_user", Soft, o => o.AsDaemon ? true : null, o => o.AsDaemon ? "root" : null),
        new(nameof(HookOptions.ByShell), "hook_shell", Soft, o => o.ByShell ? true : null, o => o.ByShell ? Of(true) : null),
    ];

    public static readonly IReadOnlyList<OptionRow<TreeOptions>> Tree =
    [
        new(nameof(TreeOptions.Kill), "kill_tree", Soft, o => o.Kill ? true : null, o => o.Kill ? Of(true) : null),
        // A child is born in its cgroup, or outside of it.
        new(nameof(TreeOptions.Cgroup), "cgroup", Hard, o => o.Cgroup == CgroupUse.Off ? null : o.Cgroup, o => o.Cgroup == CgroupUse.Off ? null : o.Cgroup.ToString().ToLowerInvariant()),
        new(nameof(TreeOptions.CgroupKill), "cgroup_kill", Soft, o => o.CgroupKill ? true : null, o => o.CgroupKill ? Of(true) : null),
        .. CgroupLimits.Known.Select(limit => new OptionRow<TreeOptions>(nameof(TreeOptions.Limits), limit.Key, Soft, o => o.LimitOf(limit.Key), o => o.LimitOf(limit.Key))),
    ];

    /// <summary>Asked of a program that runs from then on.</summary>
    public static readonly IReadOnlyList<OptionRow<ProbeOptions>> Probe =
    [
        new(nameof(ProbeOptions.Check), "check", Soft, o => o.Check, o => o.Check.Text),
        Unusual(nameof(ProbeOptions.InitialDelay), "initial_delay", o => o.InitialDelay, o => Of(o.InitialDelay)),
        Unusual(nameof(ProbeOptions.Period), "period", o => o.Period, o => Of(o.Period!.Value)),
        Unusual(nameof(ProbeOptions.Timeout), "timeout", o => o.Timeout, o => Of(o.Timeout)),
        Unusual(nameof(ProbeOptions.SuccessThreshold), "success_threshold", o => o.SuccessThreshold, o => Of(o.SuccessThreshold)),
        Unusual(nameof(ProbeOptions.FailureThreshold), "failure_threshold", o => o.FailureThreshold, o => Of(o.FailureThreshold)),
        Unusual(nameof(ProbeOptions.LowestStatus), "http_status", o => (o.LowestStatus, o.HighestStatus), o => $"{o.LowestStatus}-{o.HighestStatus}"),
        Unusual(nameof(ProbeOptions.HighestStatus), "http_status", o => (o.LowestStatus, o.HighestStatus), o => $"{o.LowestStatus}-{o.HighestStatus}"),
        new(nameof(ProbeOptions.Headers), "http_header", Soft, o => Set(o.Headers), o => o.Headers.Count == 0 ? null : "***"),
        new(nameof(ProbeOptions.HttpHost), "http_host", Soft, o => o.HttpHost, o => o.HttpHost),
    ];

    public static readonly IReadOnlyList<OptionRow<HealthOptions>> Health =
    [
        .. Probe.Select(row => row.In<HealthOptions>(o => o.Readiness, "readiness_")),
        .. Probe.Select(row => row.In<HealthOptions>(o => o.Liveness, "liveness_")),
        new(nameof(HealthOptions.FailureAction), "liveness_failure_action", Soft, o => o.FailureAction == LivenessAction.Restart ? null : o.FailureAction, Action),
        new(nameof(HealthOptions.ActionArgument), "liveness_failure_action", Soft, o => o.ActionArgument, Action),
        // What a child finds in its environment.
        new(nameof(HealthOptions.Notify), "notify", Hard, o => o.Notify ? true : null, o => o.Notify ? Of(true) : null),
        new(nameof(HealthOptions.NotifyAll), "notify_access", Soft, o => o.NotifyAll ? true : null, o => o.NotifyAll ? "all" : null),
        new(nameof(HealthOptions.ReadinessFd), "readiness_fd", Hard, o => o.ReadinessFd, o => o.ReadinessFd is { } number ? Of(number) : null),
        new(nameof(HealthOptions.Watchdog), "watchdog_secs", Hard, o => o.Watchdog, o => o.Watchdog is { } limit ? Of(limit) : null),
        new(nameof(HealthOptions.StartTimeout), "start_timeout", Soft, o => OtherThan(o.StartTimeout, HealthOptions.UsualStartTimeout), o => OtherThan(o.StartTimeout, HealthOptions.UsualStartTimeout) is { } limit ? Of(limit) : null),
    ];

    public static readonly IReadOnlyList<OptionRow<RunGroups>> Groups =
    [
        new(nameof(RunGroups.Primary), "run_group", Hard, o => o.Primary, o => o.Primary is { } gid ? Of(gid) : null),
        new(nameof(RunGroups.Further), "supplementary_groups", Hard, o => Set(o.Further), o => o.Further.Count == 0 ? null : Of(o.Further.Select(Of))),
    ];

    /// <summary>The next run is by them.</summary>
    public static readonly IReadOnlyList<OptionRow<ScheduleOptions>> Schedule =
    [
        new(nameof(ScheduleOptions.Cron), "cron", Soft, o => Set(o.Cron), o => o.Cron.Count == 0 ? null : string.Join(" | ", o.Cron)),
        new(nameof(ScheduleOptions.Interval), "interval", Soft, o => o.Interval, o => o.Interval is { } interval ? Of(interval) : null),
        new(nameof(ScheduleOptions.FromEnd), "interval_from", Soft, o => o.FromEnd ? true : null, o => o.FromEnd ? "end" : null),
        new(nameof(ScheduleOptions.TimeZone), "schedule_timezone", Soft, o => o.TimeZone, o => o.TimeZone),
        new(nameof(ScheduleOptions.Jitter), "schedule_jitter", Soft, o => o.Jitter == TimeSpan.Zero ? null : o.Jitter, o => o.Jitter == TimeSpan.Zero ? null : Of(o.Jitter)),
        new(nameof(ScheduleOptions.RunOnStart), "run_on_start", Soft, o => o.RunOnStart ? true : null, o => o.RunOnStart ? Of(true) : null),
        new(nameof(ScheduleOptions.Overlap), "schedule_overlap", Soft, o => o.Overlap == ScheduleOverlap.Skip ? null : o.Overlap, o => OverlapText(o.Overlap)),
        new(nameof(ScheduleOptions.CatchesUp), "schedule_catchup", Soft, o => o.CatchesUp ? true : null, o => o.CatchesUp ? "one" : null),
    ];

    public static readonly IReadOnlyList<OptionRow<ProcessOptions>> Process =
    [
        new(nameof(ProcessOptions.Command), "command", Hard, o => o.Command, o => o.Command),
        new(nameof(ProcessOptions.Directory), "directory", Hard, o => o.Directory, o => o.Directory),
        new(nameof(ProcessOptions.Umask), "umask", Hard, o => o.Umask, o => o.Umask is { } mask ? Octal(mask) : null),
        new(nameof(ProcessOptions.Uid), "user", Hard, o => o.Uid, o => Owner(o.Uid, null)),
        .. Groups.Select(row => row.In<ProcessOptions>(o => o.Groups)),
        new(nameof(ProcessOptions.Environment), "environment", Hard, o => o.Environment, o => Hidden(o.Environment)) { IsSecret = true },
        new(nameof(ProcessOptions.ServerUrl), "serverurl", Hard, o => o.ServerUrl, o => o.ServerUrl ?? "AUTO"),
        new(nameof(ProcessOptions.Priority), "priority", Soft, o => o.Priority, o => Of(o.Priority)),
        new(nameof(ProcessOptions.AutoStart), "autostart", Soft, o => o.AutoStart, o => Of(o.AutoStart)),
        new(nameof(ProcessOptions.AutoRestart), "autorestart", Soft, o => o.AutoRestart, o => Of(o.AutoRestart)),
        new(nameof(ProcessOptions.StartSeconds), "startsecs", Soft, o => o.StartSeconds, o => Of(o.StartSeconds)),
        new(nameof(ProcessOptions.StartRetries), "startretries", Soft, o => o.StartRetries, o => Of(o.StartRetries)),
        new(nameof(ProcessOptions.ExitCodes), "exitcodes", Soft, o => o.ExitCodes, o => Of(o.ExitCodes)),
        new(nameof(ProcessOptions.StopSignal), "stopsignal", Soft, o => o.StopSignal, o => Signal(o.StopSignal)),
        new(nameof(ProcessOptions.StopWaitSeconds), "stopwaitsecs", Soft, o => o.StopWaitSeconds, o => Of(o.StopWaitSeconds)),
        new(nameof(ProcessOptions.StopAsGroup), "stopasgroup", Soft, o => o.StopAsGroup, o => Of(o.StopAsGroup)),
        new(nameof(ProcessOptions.KillAsGroup), "killasgroup", Soft, o => o.KillAsGroup, o => Of(o.KillAsGroup)),
        new(nameof(ProcessOptions.CreateLogDirs), "create_log_dirs", Soft, o => o.CreateLogDirs, o => o.CreateLogDirs ? Of(true) : null),
        new(nameof(ProcessOptions.OneShot), "oneshot", Soft, o => o.OneShot, o => o.OneShot ? Of(true) : null),
        new(nameof(ProcessOptions.ExitOnEnd), "exit_on_end", Soft, o => o.ExitOnEnd, o => o.ExitOnEnd ? Of(true) : null),
        new(nameof(ProcessOptions.ExitOnFailure), "exit_on_failure", Soft, o => o.ExitOnFailure, o => o.ExitOnFailure ? Of(true) : null),
        new(nameof(ProcessOptions.RunTimeout), "run_timeout", Soft, o => o.RunTimeout, o => o.RunTimeout is { } limit ? Of(limit) : null),
        .. Schedule.Select(row => row.In<ProcessOptions>(o => o.Schedule)),
        .. Restarting.Select(row => row.In<ProcessOptions>(o => o.Restarting)),
        .. Hooks.Select(row => row.In<ProcessOptions>(o => o.Hooks)),
        .. Tree.Select(row => row.In<ProcessOptions>(o => o.Tree)),
        .. Health.Select(row => row.In<ProcessOptions>(o => o.Health)),
        // The two ends of one pipe: what a child writes to cannot be exchanged while it lives.
        new(nameof(ProcessOptions.RedirectStderr), "redirect_stderr", Hard, o => o.RedirectStderr, o => Of(o.RedirectStderr)),
        new(nameof(ProcessOptions.Survive), "survive", Hard, o => o.Survive, o => Of(o.Survive)),
        .. ResourceText.Keys.Select(key => new OptionRow<ProcessOptions>(
            nameof(ProcessOptions.Resources), key, Soft, o => ResourceText.ValueOf(o.Resources, key), o => ResourceText.ValueOf(o.Resources, key))),
        .. Dependencies.Select(row => row.In<ProcessOptions>(o => o.Dependencies ?? DependencyOptions.None)),
        .. Channel.Select(row => row.In<ProcessOptions>(o => o.Stdout, "stdout_")),
        .. Channel.Select(row => row.In<ProcessOptions>(o => o.Stderr, "stderr_")),
        .. Socket.Select(row => row.In<ProcessOptions>(o => o.Socket)),
        .. Sources.Select(row => row.In<ProcessOptions>(o => o.Sources)),
    ];

    public static readonly IReadOnlyList<OptionRow<GroupOptions>> Group =
    [
        new(nameof(GroupOptions.Priority), "priority", Soft, o => o.Priority, o => Of(o.Priority)),
    ];

    public static readonly IReadOnlyList<OptionRow<ListenerPoolOptions>> ListenerPool =
    [
        new(nameof(ListenerPoolOptions.Events), "events", Soft, o => o.Events, o => Of(o.Events)),
        new(nameof(ListenerPoolOptions.FurtherEvents), "ext_events", Soft, o => o.FurtherEvents, o => o.FurtherEvents is { } events ? Of(events) : null),
        new(nameof(ListenerPoolOptions.EventDetails), "event_details", Soft, o => o.EventDetails, o => o.EventDetails ? Of(true) : null),
        new(nameof(ListenerPoolOptions.BufferSize), "buffer_size", Soft, o => o.BufferSize, o => Of(o.BufferSize)),
        new(nameof(ListenerPoolOptions.ResultHandler), "result_handler", Soft, o => o.ResultHandler, o => o.ResultHandler.Name()),
        new(nameof(ListenerPoolOptions.LengthUnit), "len_unit", Soft, o => o.LengthUnit, o => Of(o.LengthUnit)),
    ];

    private static TimeSpan? OtherLimit(TimeSpan limit) => OtherThan(limit, HookOptions.UsualLimit);

    /// <summary>Shown where it is not what it is without the key.</summary>
    private static OptionRow<ProbeOptions> Unusual(string property, string key, Func<ProbeOptions, object?> value, Func<ProbeOptions, string> text)
    {
        var usual = value(new ProbeOptions(new(CheckKind.Command, "")));
        return new(property, key, Soft, o => Equals(value(o), usual) ? null : value(o), o => Equals(value(o), usual) ? null : text(o));
    }

    private static TimeSpan? OtherThan(TimeSpan time, TimeSpan usual) => time == usual ? null : time;

    private static string? Action(HealthOptions options) => (options.FailureAction, options.ActionArgument) switch
    {
        (LivenessAction.Restart, _) => null,
        (LivenessAction.Signal, { } number) => $"signal {Signal(int.Parse(number, CultureInfo.InvariantCulture))}",
        (var action, { } argument) => $"{action.ToString().ToLowerInvariant()} {argument}",
        var (action, _) => action.ToString().ToLowerInvariant(),
    };

    private static string? LimitText(TimeSpan limit) => limit == HookOptions.UsualLimit ? null : Of(limit);

    private static string? OverlapText(ScheduleOverlap overlap) => overlap == ScheduleOverlap.Skip ? null : overlap.ToString().ToLowerInvariant();

    private static EquatableList<T>? Set<T>(EquatableList<T> items) => items.Count == 0 ? null : items;

    /// <summary>The names, and that there are values; null for none.</summary>
    public static string? Hidden(EquatableList<EnvironmentVariable> variables) => variables.Count == 0 ? null : Of(variables.Select(v => $"{v.Name}=***"));

    /// <summary>A program's stdout becomes a listener's protocol, or the other way round: nothing of what runs can go on.</summary>
    public static ChangedKey? OfKind(GroupOptions before, GroupOptions after) => before is ListenerPoolOptions == after is ListenerPoolOptions
        ? null
        : new("events", (before as ListenerPoolOptions)?.Events is { } old ? Of(old) : null, (after as ListenerPoolOptions)?.Events is { } now ? Of(now) : null, Hard);

    /// <summary>Which programs stand before which in a group's <c>programs</c>: the order of starts, which what runs does not notice.</summary>
    public static ChangedKey OfOrder(IEnumerable<ProcessOptions> before, IEnumerable<ProcessOptions> after) =>
        new("programs", Of(before.Select(p => p.Name)), Of(after.Select(p => p.Name)), Soft);
}
