using Supervisor.Server.Interop;

namespace Supervisor.Server.Configuration;

/// <summary>The names of sections and of the options in each.</summary>
internal static class KnownOptions
{
    private static readonly string[] Program =
    [
        "command", "process_name", "numprocs", "numprocs_start", "priority", "autostart", "autorestart", "startsecs", "startretries", "exitcodes",
        "stopsignal", "stopwaitsecs", "stopasgroup", "killasgroup", "user", "run_group", "supplementary_groups", "umask", "directory", "environment", "redirect_stderr", "serverurl",
        "stdout_logfile", "stdout_logfile_maxbytes", "stdout_logfile_backups", "stdout_capture_maxbytes", "stdout_events_enabled",
        "stdout_syslog", "stderr_logfile", "stderr_logfile_maxbytes", "stderr_logfile_backups", "stderr_capture_maxbytes",
        "stderr_events_enabled", "stderr_syslog", "create_log_dirs",
        .. ResourceText.Keys,
        "kill_tree", "cgroup", "cgroup_kill", .. CgroupLimits.Known.Select(limit => limit.Key),
        "environment_file", "login_environment", "inherit_environment", "interpolate", "stdout_prefix", "stderr_prefix",
        "restartpause", "restartpause_max", "restartpause_factor", "restartpause_jitter", "restartpause_reset", "retry_forever", "restart_limit",
        "stop_command", "reload_command", "reload_command_timeout", "pre_start_hook", "pre_start_hook_timeout", "post_start_hook", "post_start_hook_timeout",
        "pre_stop_hook", "pre_stop_hook_timeout", "post_stop_hook", "post_stop_hook_timeout", "hook_failure", "hook_user", "hook_shell",
    ];

    private static readonly string[] Waiting = ["depends_on", "depends_timeout", "depends_on_stop", "startdelaysecs"];

    /// <summary>An event listener says READY by its protocol.</summary>
    private static readonly string[] Health =
    [
        .. new[] { "readiness", "liveness" }.SelectMany(probe => new[] { "check", "initial_delay", "period", "timeout", "success_threshold", "failure_threshold", "http_status", "http_header", "http_host" }
            .Select(key => $"{probe}_{key}")),
        "liveness_failure_action", "start_timeout", "notify", "notify_access", "readiness_fd", "watchdog_secs",
    ];

    /// <summary>Of what the daemon is there for: an event listener is not, and does not end.</summary>
    private static readonly string[] Essential =
    [
        "exit_on_end", "exit_on_failure", "oneshot",
        "cron", "interval", "interval_from", "schedule_timezone", "schedule_jitter", "run_on_start", "schedule_overlap", "schedule_catchup", "run_timeout",
    ];

    /// <summary>
    /// What well-known event listeners (supervisord-dependent-startup, ordered-startup-supervisord) read from the same file, from the sections
    /// of the programs they start.
    /// </summary>
    private static readonly HashSet<string> OfListeners = ["dependent_startup", "dependent_startup_wait_for", "startinorder", "startnextafter"];

    private static readonly Dictionary<string, HashSet<string>> Plain = new()
    {
        ["supervisord"] =
        [
            "logfile", "logfile_maxbytes", "logfile_backups", "loglevel", "pidfile", "umask", "directory", "nodaemon", "silent", "nocleanup",
            "strip_ansi", "minfds", "minprocs", "childlogdir", "user", "identifier", "environment",
            "upgrade_wait", "orphans", "state_file", "start_concurrency", "isolate_includes", "create_log_dirs", "schedule_file", "exit_when_done", "exit_code_from",
        ],
        ["supervisorctl"] = ["serverurl", "username", "password", "prompt", "history_file", "update_scope"],
        ["include"] = ["files", "recursive"],
        ["program-default"] = [.. Program],
    };

    private static readonly (string Prefix, HashSet<string> Options)[] Prefixed =
    [
        ("unix_http_server", ["file", "chmod", "chown", "username", "password"]),
        ("inet_http_server", ["port", "username", "password"]),
        ("program:", [.. Program, .. Waiting, .. Essential, .. Health, "survive"]),
        ("fcgi-program:", [.. Program, .. Waiting, .. Essential, .. Health, "socket", "socket_owner", "socket_mode", "socket_backlog"]),
        ("eventlistener:", [.. Program, "events", "ext_events", "event_details", "buffer_size", "result_handler", "len_unit"]),
        ("group:", ["programs", "priority", "depends_on"]),
        // Plug-ins have options of their own.
        ("rpcinterface:", []),
        ("ctlplugin:", []),
    ];

    /// <summary>For "did you mean": the names as one would write them.</summary>
    public static IEnumerable<string> Sections => Plain.Keys.Concat(Prefixed.Select(p => p.Prefix));

    /// <summary>Whether the daemon has no use for an option and somebody else has.</summary>
    public static bool IsForListener(string key) => OfListeners.Contains(key);

    /// <summary>The options of a section; empty where any is allowed, null for a section nobody knows.</summary>
    public static IReadOnlySet<string>? Of(string section) =>
        Plain.GetValueOrDefault(section) ?? Array.Find(Prefixed, p => section.StartsWith(p.Prefix, StringComparison.Ordinal)).Options;
}
