using Supervisor.Server.Logging;

namespace Supervisor.Server.Configuration;

/// <summary>The <c>[supervisord]</c> section and what the command line says of the same.</summary>
internal sealed partial class ConfigurationReader
{
    private SupervisordOptions Supervisord(SectionOptions options)
    {
        var environment = options.With(options.Expansion.With("host_node_name", _hostName)).Text("environment");
        var logFile = _commandLine.LogFile ?? options.Get("logfile", InExistingDirectory, "supervisord.log");
        var user = _commandLine.User ?? options.Text("user");
        return new SupervisordOptions
        {
            LogFile = Absolute(logFile),
            LogToSyslog = logFile.Equals("syslog", StringComparison.OrdinalIgnoreCase),
            LogFileMaxBytes = _commandLine.LogFileMaxBytes ?? options.Get("logfile_maxbytes", OptionParsers.ByteSize, ProgramDefaults.LogFileMaxBytes),
            LogFileBackups = _commandLine.LogFileBackups ?? options.Get("logfile_backups", OptionParsers.Integer, ProgramDefaults.LogFileBackups),
            LogLevel = _commandLine.LogLevel ?? options.Get("loglevel", OptionParsers.Level, LogLevel.Info),
            PidFile = Absolute(_commandLine.PidFile ?? options.Get("pidfile", InExistingDirectory, "supervisord.pid")),
            Umask = _commandLine.Umask ?? options.Get("umask", OptionParsers.Octal, SupervisordOptions.DefaultUmask),
            Directory = (_commandLine.Directory ?? options.Text("directory")) is { } directory ? Absolute(ExistingDirectory(directory)) : null,
            NoDaemon = _commandLine.NoDaemon || options.Get("nodaemon", OptionParsers.Boolean, false),
            Silent = _commandLine.Silent || options.Get("silent", OptionParsers.Boolean, false),
            NoCleanup = _commandLine.NoCleanup || options.Get("nocleanup", OptionParsers.Boolean, false),
            StripAnsi = _commandLine.StripAnsi || options.Get("strip_ansi", OptionParsers.Boolean, false),
            MinFds = _commandLine.MinFds ?? options.Get("minfds", OptionParsers.Integer, SupervisordOptions.DefaultMinFds),
            MinProcs = _commandLine.MinProcs ?? options.Get("minprocs", OptionParsers.Integer, SupervisordOptions.DefaultMinProcs),
            ChildLogDir = Absolute(_commandLine.ChildLogDir ?? options.Get("childlogdir", ExistingDirectory, TemporaryDirectory())),
            Uid = user is null ? null : OptionParsers.User(user).Uid,
            Identifier = _commandLine.Identifier ?? options.Text("identifier") ?? "supervisor",
            Environment = environment is null ? EquatableList<EnvironmentVariable>.Empty : EnvironmentList.Parse(environment),
        };
    }

    private string Absolute(string path) => Path.GetFullPath(path, _workingDirectory);

    private string InExistingDirectory(string path) => OptionParsers.PathInExistingDirectory(path, _workingDirectory);

    private string ExistingDirectory(string path) => OptionParsers.ExistingDirectory(path, _workingDirectory);

    /// <summary>The first that is there, in the order in which Python looks.</summary>
    private string TemporaryDirectory()
    {
        string[] variables = ["TMPDIR", "TEMP", "TMP"];
        var named = variables.Select(Environment.GetEnvironmentVariable).Where(d => !string.IsNullOrEmpty(d));
        return named.Append("/tmp").Append("/var/tmp").Append("/usr/tmp").FirstOrDefault(Directory.Exists) ?? _workingDirectory;
    }
}
