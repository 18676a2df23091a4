namespace Supervisor.Server.Configuration;

/// <summary>What <c>supervisord -h</c> prints. The first line and the shape of the rows are looked for by scripts: an option, two dashes, what it does.</summary>
internal static class CommandLineHelp
{
    public static string Text(string program) =>
        $"""
        supervisord -- run a set of applications, keep them running, and answer supervisorctl

        Usage: {program} [options]

          -c/--configuration FILENAME -- use FILENAME as the configuration; without it the usual places are searched
          -n/--nodaemon -- stay in the foreground
          -s/--silent -- in the foreground, do not repeat the main log on stdout
          -h/-?/--help -- print this and end
          -v/--version -- print the version and end
          -u/--user USER -- become this user (a name or a number)
          -m/--umask MASK -- octal file mode mask (default 022)
          -d/--directory DIRECTORY -- working directory of the daemon
          -l/--logfile FILENAME -- use FILENAME as the main log
          -y/--logfile_maxbytes SIZE -- rotate the main log at this size (default 50MB, 0: never)
          -z/--logfile_backups N -- rotated main logs to keep (default 10)
          -e/--loglevel LEVEL -- critical, error, warn, info, debug, trace or blather
          -j/--pidfile FILENAME -- where the process id is written
          -i/--identifier NAME -- name of this daemon in events and automatic log names
          -q/--childlogdir DIRECTORY -- where automatic logs of programs are made
          -k/--nocleanup -- keep the automatic logs of earlier runs
          -a/--minfds N -- file descriptors that must be available (default 1024)
          -t/--strip_ansi -- take terminal escapes out of programs' logs
          --minprocs N -- processes that must be available (default 200)
          --profile_options LIST -- accepted for compatibility, without effect
          --check -- read the configuration, say what is wrong with it, and end: 0 if nothing is, 2 for errors
          --strict -- with --check: 1 for warnings
          --print -- with --check: print the configuration as it will be, passwords hidden

        """;
}
