using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>The configuration both daemons get: one program for every way a program can be.</summary>
internal static class ScriptConfiguration
{
    public const string Sections =
        """
        [supervisord]
        identifier=judged
        environment=FROM_DAEMON="yes"

        [program:cat]
        command=/bin/cat
        startsecs=0
        stdout_logfile=@dir@/cat.log
        priority=20

        [program:idle]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        stdout_logfile=@dir@/idle.log
        stderr_logfile=NONE
        priority=30

        [program:slow]
        command=/bin/sleep 1000
        autostart=false
        autorestart=false
        startsecs=1
        stopsignal=INT
        stopwaitsecs=7
        exitcodes=0,2

        [program:quick]
        command=/bin/sh -c "sleep 0.2; exit 0"
        autostart=false
        autorestart=false
        startsecs=30
        startretries=0

        [program:stubborn]
        command=@dir@/stubborn
        autostart=false
        autorestart=false
        startsecs=0
        stopwaitsecs=1000
        priority=1

        [program:missing]
        command=@dir@/missing --flag
        autostart=false
        autorestart=false

        [program:plain]
        command=@dir@/plain.txt
        autostart=false
        autorestart=false

        [program:folder]
        command=@dir@/folder
        autostart=false
        autorestart=false

        [program:unparsable]
        command=sh -c "x
        autostart=false
        autorestart=false

        [program:empty]
        command=
        autostart=false
        autorestart=false

        [program:zażółć]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        stdout_logfile=@dir@/zażółć.log

        [program:both]
        command=/bin/sh -c "echo out; echo err >&2; exec /bin/cat"
        startsecs=0
        redirect_stderr=true
        stdout_logfile=@dir@/both.log

        [program:numbered]
        command=/bin/cat
        process_name=%(program_name)s_%(process_num)02d
        numprocs=2
        autostart=false
        autorestart=false
        startsecs=0

        [group:pair]
        programs=left,right
        priority=5

        [program:left]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        priority=2

        [program:right]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        priority=1

        [program:silent]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE

        [program:badlog]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        stdout_logfile=@dir@/folder

        [program:exited]
        command=/bin/sh -c "sleep 0.2; exit 3"
        autostart=false
        autorestart=false
        startsecs=0
        exitcodes=0,2
        priority=40

        [program:done]
        command=/bin/sh -c "echo done; sleep 0.2; exit 2"
        startsecs=0
        exitcodes=0,2
        stdout_logfile=@dir@/done.log
        priority=41

        [program:fatal]
        command=@dir@/missing
        startretries=0

        [program:logged]
        command=/bin/sh -c "echo to syslog; exec /bin/cat"
        startsecs=0
        stdout_syslog=true
        stdout_logfile=NONE
        stderr_logfile=NONE

        [program:odd]
        command=/bin/cat
        autostart=false
        autorestart=false
        startsecs=0
        stdout_logfile=@dir@/odd.log

        [fcgi-program:fcgi]
        command=/bin/sleep 1000
        socket=unix://@dir@/fcgi.sock
        autostart=false
        autorestart=false
        startsecs=0

        [eventlistener:listener]
        command=@dir@/listener
        events=TICK_3600
        startsecs=0
        """;

    /// <summary>After a reread: one group new, one changed, one gone.</summary>
    public static string Changed => Sections
        .Replace("[program:odd]", "[program:later]\ncommand=/bin/cat\nautostart=false\nautorestart=false\nstartsecs=0\n\n[program:odd]", StringComparison.Ordinal)
        .Replace("command=/bin/sleep 1000\nautostart=false\nautorestart=false\nstartsecs=1", "command=/bin/sleep 2000\nautostart=false\nautorestart=false\nstartsecs=1", StringComparison.Ordinal)
        .Replace("[program:badlog]", "[unused:badlog]", StringComparison.Ordinal);

    public static string Broken => Sections.Replace("startsecs=30", "startsecs=soon", StringComparison.Ordinal);

    /// <summary>The files that must be there before the start.</summary>
    public static void Prepare(TestDirectory directory)
    {
        directory.Script("stubborn", "trap '' TERM HUP\necho ready\nexec 3<&0\nwhile :; do read -r line <&3 || sleep 1000; done");
        directory.Script("listener", "printf 'READY\\n'\nexec /bin/cat >/dev/null");
        directory.Write("plain.txt", "not a program\n");
        Directory.CreateDirectory(directory["folder"]);
    }
}
