using Supervisor.Server.Configuration;
using static Supervisor.Server.Configuration.OptionText;

namespace Supervisor.Server.Checking;

/// <summary>How the daemon's own settings and its servers are written, with every property of theirs in it. All of them need a restart of the daemon.</summary>
internal static class SettingTable
{
    public static readonly IReadOnlyList<OptionRow<SupervisordOptions>> Supervisord =
    [
        Row<SupervisordOptions>(nameof(SupervisordOptions.LogFile), "logfile", o => o.LogToSyslog ? "syslog" : o.LogFile),
        Row<SupervisordOptions>(nameof(SupervisordOptions.LogToSyslog), "logfile", o => o.LogToSyslog ? "syslog" : o.LogFile),
        Row<SupervisordOptions>(nameof(SupervisordOptions.LogFileMaxBytes), "logfile_maxbytes", o => Bytes(o.LogFileMaxBytes)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.LogFileBackups), "logfile_backups", o => Of(o.LogFileBackups)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.LogLevel), "loglevel", o => o.LogLevel.ToString().ToLowerInvariant()),
        Row<SupervisordOptions>(nameof(SupervisordOptions.PidFile), "pidfile", o => o.PidFile),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Umask), "umask", o => Octal(o.Umask)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Directory), "directory", o => o.Directory),
        Row<SupervisordOptions>(nameof(SupervisordOptions.NoDaemon), "nodaemon", o => Of(o.NoDaemon)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Silent), "silent", o => Of(o.Silent)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.NoCleanup), "nocleanup", o => Of(o.NoCleanup)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.StripAnsi), "strip_ansi", o => Of(o.StripAnsi)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.MinFds), "minfds", o => Of(o.MinFds)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.MinProcs), "minprocs", o => Of(o.MinProcs)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.UpgradeWait), "upgrade_wait", o => Of(o.UpgradeWait)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.StartConcurrency), "start_concurrency", o => Of(o.StartConcurrency)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Orphans), "orphans", o => o.Orphans.ToString().ToLowerInvariant()),
        Row<SupervisordOptions>(nameof(SupervisordOptions.StateFile), "state_file", o => o.StateFile),
        Row<SupervisordOptions>(nameof(SupervisordOptions.ScheduleFile), "schedule_file", o => o.ScheduleFile),
        Row<SupervisordOptions>(nameof(SupervisordOptions.IsolateIncludes), "isolate_includes", o => Of(o.IsolateIncludes)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.ExitWhenDone), "exit_when_done", o => Of(o.ExitWhenDone)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.ExitCodeFrom), "exit_code_from", o => o.ExitCodeFrom),
        Row<SupervisordOptions>(nameof(SupervisordOptions.ChildLogDir), "childlogdir", o => o.ChildLogDir),
        Row<SupervisordOptions>(nameof(SupervisordOptions.CreateLogDirs), "create_log_dirs", o => Of(o.CreateLogDirs)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Uid), "user", o => Owner(o.Uid, null)),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Identifier), "identifier", o => o.Identifier),
        Row<SupervisordOptions>(nameof(SupervisordOptions.Environment), "environment", o => ChangeTable.Hidden(o.Environment)),
    ];

    public static readonly IReadOnlyList<OptionRow<InetServerOptions>> InetServer =
    [
        Row<InetServerOptions>(nameof(InetServerOptions.Host), "port", o => $"{(o.Host.Length == 0 ? "*" : o.Host)}:{o.Port}"),
        Row<InetServerOptions>(nameof(InetServerOptions.Port), "port", o => $"{(o.Host.Length == 0 ? "*" : o.Host)}:{o.Port}"),
        .. Login<InetServerOptions>(),
    ];

    public static readonly IReadOnlyList<OptionRow<UnixServerOptions>> UnixServer =
    [
        Row<UnixServerOptions>(nameof(UnixServerOptions.Path), "file", o => o.Path),
        Row<UnixServerOptions>(nameof(UnixServerOptions.Mode), "chmod", o => Octal(o.Mode)),
        Row<UnixServerOptions>(nameof(UnixServerOptions.OwnerUid), "chown", o => Owner(o.OwnerUid, o.OwnerGid)),
        Row<UnixServerOptions>(nameof(UnixServerOptions.OwnerGid), "chown", o => Owner(o.OwnerUid, o.OwnerGid)),
        .. Login<UnixServerOptions>(),
    ];

    private static IEnumerable<OptionRow<T>> Login<T>()
        where T : HttpServerOptions =>
    [
        Row<T>(nameof(HttpServerOptions.Username), "username", o => o.Username),
        Row<T>(nameof(HttpServerOptions.Password), "password", o => o.Password is null ? null : "***"),
    ];

    private static OptionRow<T> Row<T>(string property, string key, Func<T, string?> text) => new(property, key, true, text, text);
}
