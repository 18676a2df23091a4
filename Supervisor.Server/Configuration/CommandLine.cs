using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Reads supervisord's command line. Refusals have stock's texts.</summary>
internal static class CommandLine
{
    private static readonly GetOpt Options = new(
        "c:ns?hvu:m:d:l:y:z:e:j:i:q:ka:t",
        [
            "configuration=", "nodaemon", "silent", "help", "version", "user=", "umask=", "directory=", "logfile=", "logfile_maxbytes=",
            "logfile_backups=", "loglevel=", "pidfile=", "identifier=", "childlogdir=", "nocleanup", "minfds=", "minprocs=", "strip_ansi",
            "profile_options=",
        ],
        ["check", "print", "strict"]);

    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["-c"] = "--configuration",
        ["-n"] = "--nodaemon",
        ["-s"] = "--silent",
        ["-?"] = "--help",
        ["-h"] = "--help",
        ["-v"] = "--version",
        ["-u"] = "--user",
        ["-m"] = "--umask",
        ["-d"] = "--directory",
        ["-l"] = "--logfile",
        ["-y"] = "--logfile_maxbytes",
        ["-z"] = "--logfile_backups",
        ["-e"] = "--loglevel",
        ["-j"] = "--pidfile",
        ["-i"] = "--identifier",
        ["-q"] = "--childlogdir",
        ["-k"] = "--nocleanup",
        ["-a"] = "--minfds",
        ["-t"] = "--strip_ansi",
    };

    /// <param name="arguments">Without the program's name.</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    public static CommandLineOptions Parse(IReadOnlyList<string> arguments, string workingDirectory)
    {
        var (found, words) = Split(Options, arguments);
        if (words.Count > 0)
            throw new ConfigurationException($"positional arguments are not supported: [{string.Join(", ", words.Select(w => PythonText.Repr(w)))}]");
        var options = new CommandLineOptions();
        var seen = new HashSet<string>();
        foreach (var (name, value) in found)
        {
            var longName = LongNames.GetValueOrDefault(name, name);
            if (longName is not ("--help" or "--version") && !seen.Add(longName))
                throw new ConfigurationException($"conflicting command line option {PythonText.Repr(name)}");
            options = Apply(options, name, longName, value, workingDirectory);
            // As with stock these two end it there and then.
            if (options.Help || options.Version)
                return options;
        }
        if (!options.Check && (options.Print || options.Strict))
            throw new ConfigurationException($"{(options.Print ? "--print" : "--strict")} is an option of --check: write --check too");
        return options;
    }

    /// <summary>The options and the words after them; getopt's refusals are refusals of the command line.</summary>
    public static (IReadOnlyList<FoundOption> Found, IReadOnlyList<string> Words) Split(GetOpt options, IReadOnlyList<string> arguments)
    {
        try
        {
            return options.Parse(arguments);
        }
        catch (GetOptException refusal)
        {
            throw new ConfigurationException(refusal.Message);
        }
    }

    private static CommandLineOptions Apply(CommandLineOptions options, string name, string longName, string value, string workingDirectory)
    {
        try
        {
            return longName switch
            {
                "--help" => options with { Help = true },
                "--version" => options with { Version = true },
                "--configuration" => options with { ConfigurationFile = value },
                "--nodaemon" => options with { NoDaemon = true },
                "--silent" => options with { Silent = true },
                "--user" => options with { User = value },
                "--umask" => options with { Umask = OptionParsers.Octal(value) },
                "--directory" => options with { Directory = OptionParsers.ExistingDirectory(value, workingDirectory) },
                "--logfile" => options with { LogFile = Named(OptionParsers.PathInExistingDirectory(value, workingDirectory)) },
                "--logfile_maxbytes" => options with { LogFileMaxBytes = OptionParsers.ByteSize(value) },
                "--logfile_backups" => options with { LogFileBackups = OptionParsers.Integer(value) },
                "--loglevel" => options with { LogLevel = OptionParsers.Level(value) },
                "--pidfile" => options with { PidFile = Named(OptionParsers.PathInExistingDirectory(value, workingDirectory)) },
                "--identifier" => options with { Identifier = value },
                "--childlogdir" => options with { ChildLogDir = OptionParsers.ExistingDirectory(value, workingDirectory) },
                "--nocleanup" => options with { NoCleanup = true },
                "--minfds" => options with { MinFds = OptionParsers.Integer(value) },
                "--minprocs" => options with { MinProcs = OptionParsers.Integer(value) },
                "--check" => options with { Check = true },
                "--print" => options with { Print = true },
                "--strict" => options with { Strict = true },
                "--strip_ansi" => options with { StripAnsi = true },
                // Python's profiler has no counterpart.
                _ => options,
            };
        }
        catch (ConfigurationException refusal)
        {
            throw new ConfigurationException($"invalid value for {name} {PythonText.Repr(value)}: {refusal.Message}");
        }
    }

    /// <summary>An empty name leaves it to the configuration, as with stock.</summary>
    private static string? Named(string path) => path.Length == 0 ? null : path;
}
