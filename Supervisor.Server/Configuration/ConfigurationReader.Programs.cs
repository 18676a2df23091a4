using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>A program section, whatever its kind, as the processes it stands for.</summary>
internal sealed partial class ConfigurationReader
{
    /// <summary>Refusals name the section and the file it came from.</summary>
    private List<ProcessOptions> Processes(
        IniDocument document, IniSection section, string group, EquatableList<EnvironmentVariable> common, FastCgiSocketOptions? socket = null,
        EquatableList<Dependency>? ofGroup = null)
    {
        try
        {
            var program = OptionParsers.Name(NameOf(section));
            var names = Here().With("program_name", program).With("host_node_name", _hostName).With("group_name", group);
            var options = Options(document, section, names);
            var processes = Processes(options, common, socket, ofGroup ?? EquatableList<Dependency>.Empty);
            NoteDependencies(options, group, ofGroup ?? EquatableList<Dependency>.Empty, processes);
            foreach (var process in processes)
                _inspection?.Sections.Add(process, section);
            return processes;
        }
        catch (ConfigurationException refusal) when (_inspection is not null)
        {
            _inspection.Refuse(section, null, refusal.Message);
            return [];
        }
        catch (ConfigurationException refusal)
        {
            throw new ConfigurationException(InSection(refusal.Message, section));
        }
    }

    private List<ProcessOptions> Processes(
        SectionOptions options, EquatableList<EnvironmentVariable> common, FastCgiSocketOptions? socket, EquatableList<Dependency> ofGroup)
    {
        var template = Template(options);
        var count = options.Get("numprocs", OptionParsers.Integer, 1);
        var first = options.Get("numprocs_start", OptionParsers.Integer, 0);
        var name = options.Checked("process_name", () => OptionParsers.Name(options.Raw("process_name") ?? "%(program_name)s"), "%(program_name)s_%(process_num)d");
        if (count > 1 && !name.Contains("%(process_num)", StringComparison.Ordinal))
            throw new ConfigurationException("%(process_num) must be present within process_name when numprocs > 1");
        if (template.StopAsGroup && !template.KillAsGroup)
            throw new ConfigurationException("Cannot set stopasgroup=true and killasgroup=false");

        var processes = new List<ProcessOptions>();
        for (var number = first; number - first < count; number++)
        {
            var numbered = options.Expansion.With("process_num", number).With("numprocs", count);
            var own = options.Checked(
                "environment",
                () => EnvironmentList.Parse(options.With(numbered).Expand("environment", options.Raw("environment") ?? "", "environment")),
                EquatableList<EnvironmentVariable>.Empty);
            var all = options.With(numbered.WithEnvironment(own));
            processes.Add(template with
            {
                Directory = all.Text("directory"),
                Stdout = Channel(all, "stdout", template),
                Stderr = Channel(all, "stderr", template),
                Command = all.Text("command")
                    ?? throw new ConfigurationException($"program section {options.Name} does not specify a command"),
                Name = options.Checked("process_name", () => all.Expansion.Expand(name, "process_name"), options.Name),
                Resources = Resources(all),
                Dependencies = Dependencies(all, ofGroup),
                Restarting = Restarting(all),
                Hooks = Hooks(all),
                Tree = Tree(all),
                Health = MayEndDaemon(all) ? Health(all, template) : null,
                Schedule = Schedule(all),
                Environment = Merge(common, own),
                Sources = Sources(all, own),
                Socket = socket,
            });
        }
        return [.. processes.OrderBy(p => p.Priority).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    /// <summary>What is the same for every number.</summary>
    private ProcessOptions Template(SectionOptions options)
    {
        // Looked at by whoever expands a value; refused here where it is none.
        _ = options.Get("interpolate", OptionParsers.Boolean, true);
        _createsLogDirs = options.Get("create_log_dirs", OptionParsers.Boolean, _daemonCreatesLogDirs);
        var stopAsGroup = options.Get("stopasgroup", OptionParsers.Boolean, false);
        var url = options.Text("serverurl");
        var (uid, groups) = Identity(options);
        var isScheduled = IsScheduled(options);
        return new ProcessOptions
        {
            Name = "",
            Program = NameOf(options.Section).Trim(),
            Command = "",
            Priority = options.Get("priority", OptionParsers.Integer, ProgramDefaults.Priority),
            AutoStart = options.Get("autostart", OptionParsers.Boolean, !isScheduled),
            AutoRestart = options.Get("autorestart", OptionParsers.AutoRestart, isScheduled ? RestartPolicy.Never : RestartPolicy.Unexpected),
            StartSeconds = options.Get("startsecs", OptionParsers.Integer, ProgramDefaults.StartSeconds),
            StartRetries = options.Get("startretries", OptionParsers.Integer, ProgramDefaults.StartRetries),
            StopSignal = options.Get("stopsignal", OptionParsers.Signal, ProgramDefaults.StopSignal),
            StopWaitSeconds = options.Get("stopwaitsecs", OptionParsers.Integer, ProgramDefaults.StopWaitSeconds),
            StopAsGroup = stopAsGroup,
            KillAsGroup = options.Get("killasgroup", OptionParsers.Boolean, stopAsGroup),
            OneShot = MayEndDaemon(options) && options.Get("oneshot", OptionParsers.Boolean, isScheduled),
            ExitOnEnd = MayEndDaemon(options) && options.Get(options.Spelling("exit_on_end"), OptionParsers.Boolean, false),
            ExitOnFailure = MayEndDaemon(options) && options.Get("exit_on_failure", OptionParsers.Boolean, false),
            RunTimeout = RunTimeout(options),
            ExitCodes = options.Get("exitcodes", OptionParsers.ExitCodes, new([ProgramDefaults.ExitCode])),
            CreateLogDirs = _createsLogDirs,
            RedirectStderr = options.Get("redirect_stderr", OptionParsers.Boolean, false),
            Survive = options.Name.StartsWith("program:", StringComparison.Ordinal) && options.Get("survive", Survive, false),
            ServerUrl = string.IsNullOrEmpty(url) || url.Trim().Equals("AUTO", StringComparison.OrdinalIgnoreCase) ? null : url,
            Stdout = Captured(options, "stdout"),
            Stderr = Captured(options, "stderr"),
            Uid = uid,
            Groups = groups,
            Umask = options.GetOrNull("umask", OptionParsers.Octal),
        };
    }

    private bool Survive(string text) => !OptionParsers.Boolean(text) ? false
        : _hasStateFile ? true
        : throw new ConfigurationException("survive=true needs state_file in [supervisord], by which the next daemon finds the program");

    /// <summary>A value may have a process's number in it, as a processor for each; those under [DEFAULT] count.</summary>
    private static EquatableList<ResourceSetting> Resources(SectionOptions options) => ResourceParser.InOrder(
        ResourceText.Keys.Where(key => options.Raw(key) is not null).Union(options.Section.Keys.Where(ResourceParser.IsKey)).SelectMany(key => options.Get(key, text => ResourceParser.Parse(key, text), [])));

    private static ChannelOptions Captured(SectionOptions options, string channel) => new()
    {
        CaptureMaxBytes = options.Get($"{channel}_capture_maxbytes", OptionParsers.ByteSize, 0),
        EventsEnabled = options.Get($"{channel}_events_enabled", OptionParsers.Boolean, false),
        Prefix = options.Get($"{channel}_prefix", OptionParsers.Boolean, channel == "stderr" && options.Get("stdout_prefix", OptionParsers.Boolean, false)),
    };

    private ChannelOptions Channel(SectionOptions options, string channel, ProcessOptions template)
    {
        var key = $"{channel}_logfile";
        var (target, isSyslog) = options.Get(key, LogFile, (LogTarget.Auto, false));
        var result = (channel == "stdout" ? template.Stdout : template.Stderr) with
        {
            LogFileBackups = options.Get($"{key}_backups", OptionParsers.Integer, ProgramDefaults.LogFileBackups),
            LogFileMaxBytes = options.Get($"{key}_maxbytes", OptionParsers.ByteSize, ProgramDefaults.LogFileMaxBytes),
            Syslog = options.Get($"{channel}_syslog", OptionParsers.Boolean, false) || isSyslog,
        };
        if (isSyslog)
        {
            Warn(options.Section, key, $"For [{options.Name}], {key}=syslog but this is deprecated and will be removed.  Use {channel}_syslog=true to enable "
                + "syslog instead.");
        }
        if (target.Kind == LogTargetKind.Auto && result.LogFileMaxBytes == 0)
        {
            Warn(options.Section, $"{key}_maxbytes", $"For [{options.Name}], AUTO logging used for {key} without rollover, set maxbytes > 0 to avoid filling up filesystem "
                + "unintentionally");
        }
        if (channel == "stderr" && template.RedirectStderr)
        {
            if (target.Kind == LogTargetKind.File)
            {
                Warn(options.Section, key, $"For [{options.Name}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been "
                    + "ignored");
            }
            target = LogTarget.None;
        }
        return result with { LogFile = target };
    }

    private (LogTarget Target, bool IsSyslog) LogFile(string text) => text.Trim().ToLowerInvariant() switch
    {
        // A name that is empty opens nothing, with stock too.
        "none" or "off" or "" => (LogTarget.None, false),
        "auto" => (LogTarget.Auto, false),
        "syslog" => (LogTarget.None, true),
        _ => (LogTarget.File(_createsLogDirs ? OptionParsers.ExpandHome(text) : OptionParsers.PathInExistingDirectory(text, _daemonDirectory)), false),
    };

    private static EquatableList<EnvironmentVariable> Merge(EquatableList<EnvironmentVariable> common, EquatableList<EnvironmentVariable> own)
    {
        var variables = common.ToDictionary(v => v.Name, v => v.Value);
        foreach (var variable in own)
            variables[variable.Name] = variable.Value;
        return new(variables.Select(v => new EnvironmentVariable(v.Key, v.Value)));
    }

    private static string InSection(string text, IniSection section) =>
        $"{text} in section {PythonText.Repr(section.Name)} (file: {PythonText.Repr(section.File)})";

    private static string NameOf(IniSection section) => section.Name[(section.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private void Warn(IniSection section, string? key, string text)
    {
        _messages.Add(new(LogLevel.Warn, text));
        _inspection?.Warn(section, key, text);
    }
}
