namespace Supervisor.Tests.Server.Configuration;

/// <summary>The recorded configurations that are read otherwise on purpose, and why.</summary>
internal static class DeliberateDifferences
{
    private static readonly (string Why, string[] Names)[] Table =
    [
        ("a refusal names the group, not the program that happened to be read before",
            ["group with an unknown program after a good one", "group with an empty item"]),
        ("an fcgi-program keeps its socket inside a group", ["group of fcgi"]),
        ("the interface is served under the name supervisor only; anything else is warned about", ["interface of one's own name"]),
        ("numbers past 32 bits stop at their end",
            ["[supervisord] logfile_backups=99999999999", "[supervisord] minfds=99999999999", "[program:x] priority=99999999999"]),
        ("a negative file mode is none",
        [
            "[supervisord] umask=-1", "[program:x] umask=-1", "[fcgi-program:f] socket_mode=-1", "[unix_http_server] chmod=-1", "command line -m -1",
        ]),
        ("4.4 expands this value once, and names it so", ["[supervisord] environment=A=\"%(nope)s\""]),
        ("a bare %s would insert all of the daemon's environment; every bare conversion is refused, and says what to write",
            ["[program:x] command=%s", "[program:x] command=%d", "[program:x] command=% d"]),
        ("a width from elsewhere, or an exponent, has no use here and is refused in other words",
            ["[program:x] command=%(process_num)*d", "[program:x] command=%(program_name).*s", "[program:x] command=%(process_num)e"]),
        ("names of Python's module that are no signals are refused",
            ["[program:x] stopsignal=SIG_DFL", "[program:x] stopsignal=_IGN", "[program:x] stopsignal=_BLOCK"]),
        ("a log file without a name is shown as NONE, which is what it is with stock too", ["[program:x] stdout_logfile="]),
        ("whoever writes -1 means for ever, and is told that it is not", ["[program:x] startretries=-1"]),
        ("a user may bring a group", ["[program:x] user=root:root"]),
        ("the name of a log file is expanded once",
        [
            "[program:x] stdout_logfile=@dir@/a%%b", "[program:x] stdout_logfile=@dir@/a%%%%b", "[program:x] stdout_logfile=@dir@/%(ENV_PERCENT)s",
        ]),
    ];

    public static readonly IReadOnlySet<string> Names = Table.SelectMany(row => row.Names).ToHashSet();
}
