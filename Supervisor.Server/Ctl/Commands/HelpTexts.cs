namespace Supervisor.Server.Ctl.Commands;

/// <summary>What <c>help</c> says of each command: usage, tabs, and a sentence.</summary>
internal static class HelpTexts
{
    public const string Add = "add <group> [...]\tStart supervising groups that the configuration has and the daemon does not run yet";

    public const string Avail = "avail\t\t\tList every configured process: in use or not, started by itself or not, priorities";

    public const string Clear =
        """
        clear <name>		Empty the log files of one process
        clear <name> <name>	Empty those of several
        clear all		Empty those of every process
        """;

    public const string Exit = "exit\tLeave the shell.";

    public const string Fg =
        """
        fg <process>	Follow a process's output and send it what you type
        		Ctrl-C leaves it running and comes back
        """;

    public const string Graph =
        """
        graph			What depends on what, and what of it is not there yet
        graph --dot		The same for dot: graph --dot | dot -Tsvg
        """;

    public const string Help =
        """
        help		List the actions
        help <action>	Explain one of them
        """;

    public const string Limits =
        """
        limits <name>			What a process may take of the machine: as configured, and as it is now
        limits <name> <key>=<value> [...]	Set it for the process that runs and its descendants, until its next start:
        				limits web nofile=65536 nice=5
        """;

    public const string Maintail =
        """
        maintail -f 	Follow the daemon's own log (Ctrl-C ends it)
        maintail -100	Its last 100 *bytes*
        maintail	Its last 1600 *bytes*

        """;

    public const string Open =
        """
        open <url>	Talk to another daemon from here on: http://host:port
        		or, for a unix socket, unix:///path/of/the.sock
        """;

    public const string Pid =
        """
        pid			The daemon's own process id
        pid <name>		That of a process, 0 when it is not running
        pid all			Those of every process, one per line
        """;

    public const string Plan =
        """
        plan			Read the configuration and say what an update would do to each process, and for which options
        plan <gname> [...]	The same for these groups only
        plan --json [...]	The same as JSON, with what is kept
        Note: nothing is changed by it. The exit status is 0 for nothing to do, 2 for changes, 1 for an error.
        """;

    public const string Quit = "quit\tLeave the shell.";

    public const string Reload =
        """
        reload 		Restart the daemon itself: it stops every process, reads its whole configuration again and starts over.
        Note: to apply changes to programs and leave the others running, use update.
        """;

    public const string ReloadProgram =
        """
        reload-program <name> [...]	Have programs that run read their configuration again, by their reload_command
        reload-program <gname>:*	The same for a whole group
        """;

    public const string Remove = "remove <group> [...]\tTake stopped groups out of supervision";

    public const string Schedule =
        """
        schedule			Show when programs run by the clock
        schedule <name>			The same for one program, or for a whole group: <gname>:*
        schedule <name> on|off		Have it run by the clock, or not until the next "on"
        schedule <name> now		Have a run of it at once
        schedule <name> next		Print the time of its next run
        """;

    public const string Reread =
        """
        reread 			Read the configuration again and say which groups are new, changed or gone
        Note: nothing is started, stopped or changed by it; update does that.
        """;

    public const string Restart =
        """
        restart <name>		Stop a process and start it again
        restart <gname>:*	The same for all of a group
        restart <name> <name>	For several; all are stopped before any is started
        restart all		For every process
        Note: a restart uses the configuration the daemon has; to have changes of the file take effect, use update.
        """;

    public const string Shutdown = "shutdown \tStop every process and end the daemon.";

    public const string Signal =
        """
        signal <signal name> <name>		Send a signal (HUP, USR1, 9 ...) to a process
        signal <signal name> <gname>:*		To all of a group
        signal <signal name> <name> <name>	To several
        signal <signal name> all		To every process
        """;

    public const string Start =
        """
        start <name>		Start a process
        start <gname>:*		Start all of a group
        start <name> <name>	Start several processes or groups
        start all		Start every process
        start --no-deps <name>	At once, without what it depends on
        A name may be a pattern, as in start web-*
        """;

    public const string Status =
        """
        status <name>		How a process is doing
        status <gname>:*	How all of a group are doing
        status <name> <name>	How several are doing
        status			How every process is doing
        status --json [<name>]	The same as JSON, with all that the daemon knows
        """;

    public const string Stop =
        """
        stop <name>		Stop a process
        stop <gname>:*		Stop all of a group
        stop <name> <name>	Stop several processes or groups
        stop all		Stop every process
        stop --with-dependents <name>	And before it all that depend on it
        A name may be a pattern, as in stop web-*
        """;

    public const string Tail =
        """
        tail [-f] <name> [stdout|stderr] (stdout unless told otherwise)
        Ex:
        tail -f <name>		Follow what a process prints
        			Ctrl-C ends it
        tail -100 <name>	The last 100 *bytes* of its stdout
        tail <name> stderr	The last 1600 *bytes* of its stderr
        """;

    public const string Update =
        """
        update			Read the configuration again and act on it: start new groups, stop and forget
        			those that are gone, restart those that changed; the others keep running
        update all		The same
        update <gname> [...]	The same for these groups only
        update --dry-run [...]	Only say what would be done, as plan does
        """;

    public const string Upgrade =
        """
        upgrade			Exchange the daemon for the program that stands in its file now; what runs goes on
        upgrade --check		Only try whether that program could take over
        upgrade --json		The same, and what came of it as JSON
        Note: put the new file in the old one's place by a rename (mv, install), never write into it. Nothing is restarted.
        """;

    public const string Version = "version\t\t\tThe version of the daemon";
}
