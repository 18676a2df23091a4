namespace Supervisor.Server.Ctl;

/// <summary>What <c>supervisorctl -h</c> prints.</summary>
internal static class CtlCommandLineHelp
{
    public static string Text(string program) =>
        $"""
        supervisorctl -- control applications that supervisord runs

        Usage: {program} [options] [action [arguments]]

        -c/--configuration FILENAME -- the configuration; without it the usual places are searched
        -h/--help -- print this and end
        -i/--interactive -- start an interactive shell; also what happens without an action
        -s/--serverurl URL -- the daemon: http://host:port or unix:///path (default {CtlOptions.DefaultServerUrl})
        -u/--username NAME -- what the daemon's server asks for
        -p/--password TEXT -- the password that goes with it
        -r/--history_file FILENAME -- keep the lines typed into the shell here

        An action with its arguments is carried out, and its outcome is the exit code.
        The action "help" lists them all, and "help ACTION" explains one.

        """;
}
