namespace Supervisor.Server.Configuration;

/// <summary>The <c>[supervisord]</c> section and what the command line says of the same.</summary>
internal sealed partial class ConfigurationReader
{
    /// <summary>What the file says is checked whole, also where the command line then wins.</summary>
    private SupervisordOptions Supervisord(SectionOptions options)
    {
        var createsLogDirs = options.Get("create_log_dirs", OptionParsers.Boolean, false);
        var read = new SupervisordOptions
        {
            MinFds = options.Get("minfds", OptionParsers.Integer, SupervisordOptions.DefaultMinFds),
            MinProcs = options.Get("minprocs", OptionParsers.Integer, SupervisordOptions.DefaultMinProcs),
            Directory = options.Text("directory") is { } directory ? ExistingDirectory(directory) : null,
            Umask = options.Get("umask", OptionParsers.Octal, SupervisordOptions.DefaultUmask),
            LogFile = options.Get("logfile", createsLogDirs ? OptionParsers.ExpandHome : InExistingDirectory, "supervisord.log"),
            LogFileMaxBytes = options.Get("logfile_maxbytes", OptionParsers.ByteSize, ProgramDefaults.LogFileMaxBytes),
            LogFileBackups = options.Get("logfile_backups", OptionParsers.Integer, ProgramDefaults.LogFileBackups),
            LogLevel = options.Get("loglevel", OptionParsers.Level, LogLevel.Info),
            PidFile = options.Get("pidfile", InExistingDirectory, "supervisord.pid"),
            Identifier = options.Text("identifier") ?? "supervisor",
            NoDaemon = options.Get("nodaemon", OptionParsers.Boolean, false),
            Silent = options.Get("silent", OptionParsers.Boolean, false),
            ChildLogDir = options.Get("childlogdir", createsLogDirs ? OptionParsers.ExpandHome : ExistingDirectory, TemporaryDirectory()),
            NoCleanup = options.Get("nocleanup", OptionParsers.Boolean, false),
            StripAnsi = options.Get("strip_ansi", OptionParsers.Boolean, false),
            UpgradeWait = options.Get("upgrade_wait", OptionParsers.Integer, SupervisordOptions.DefaultUpgradeWait),
            StartConcurrency = options.Get("start_concurrency", OptionParsers.Integer, 0),
            IsolateIncludes = options.Get("isolate_includes", OptionParsers.Boolean, false),
            CreateLogDirs = createsLogDirs,
            Orphans = options.Get("orphans", OptionParsers.Orphans, OrphanPolicy.Warn),
            StateFile = options.Get<string?>("state_file", InExistingDirectory, null) is { } file ? Absolute(file) : null,
            ScheduleFile = options.Get<string?>("schedule_file", InExistingDirectory, null) is { } schedule ? Absolute(schedule) : null,
            ExitWhenDone = options.Get("exit_when_done", OptionParsers.Boolean, false),
            Environment = options.Checked("environment", () => Environment(options), EquatableList<EnvironmentVariable>.Empty),
        };
        return Overlaid(read);
    }

    private EquatableList<EnvironmentVariable> Environment(SectionOptions options) =>
        EnvironmentList.Parse(options.Expansion.With("host_node_name", _hostName).Expand(options.Raw("environment") ?? "", "environment"));

    private int? User(IniDocument document, IniSection section) => _commandLine.User is { } user
        ? OptionParsers.User(user).Uid
        : Options(document, section, Here()).GetOrNull("user", name => OptionParsers.User(name).Uid);

    /// <summary>The command line wins; after that all paths are made absolute.</summary>
    private SupervisordOptions Overlaid(SupervisordOptions file)
    {
        var logFile = _commandLine.LogFile ?? file.LogFile;
        return file with
        {
            LogFile = Absolute(logFile),
            LogToSyslog = logFile == "syslog",
            LogFileMaxBytes = _commandLine.LogFileMaxBytes ?? file.LogFileMaxBytes,
            LogFileBackups = _commandLine.LogFileBackups ?? file.LogFileBackups,
            LogLevel = _commandLine.LogLevel ?? file.LogLevel,
            PidFile = Absolute(_commandLine.PidFile ?? file.PidFile),
            Umask = _commandLine.Umask ?? file.Umask,
            Directory = (_commandLine.Directory ?? file.Directory) is { } directory ? Absolute(directory) : null,
            NoDaemon = _commandLine.NoDaemon || file.NoDaemon,
            Silent = _commandLine.Silent || file.Silent,
            NoCleanup = _commandLine.NoCleanup || file.NoCleanup,
            StripAnsi = _commandLine.StripAnsi || file.StripAnsi,
            MinFds = _commandLine.MinFds ?? file.MinFds,
            MinProcs = _commandLine.MinProcs ?? file.MinProcs,
            ChildLogDir = Absolute(_commandLine.ChildLogDir ?? file.ChildLogDir),
            Identifier = _commandLine.Identifier ?? file.Identifier,
        };
    }

    private string Absolute(string path) => Path.GetFullPath(path, _workingDirectory);

    private string InExistingDirectory(string path) => OptionParsers.PathInExistingDirectory(path, _workingDirectory);

    private string ExistingDirectory(string path) => OptionParsers.ExistingDirectory(path, _workingDirectory);

    /// <summary>The first that is there, in the order in which Python looks.</summary>
    private string TemporaryDirectory()
    {
        string[] variables = ["TMPDIR", "TEMP", "TMP"];
        var named = variables.Select(v => _variables.GetValueOrDefault(v, "")).Where(d => d.Length > 0);
        return named.Append("/tmp").Append("/var/tmp").Append("/usr/tmp").FirstOrDefault(Directory.Exists) ?? _workingDirectory;
    }
}
