using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// Reads the whole configuration into records, with the command line laid over it. Can be asked again at run time: what
/// <c>[supervisord] environment</c> once defined stays known as <c>%(ENV_x)s</c>, as with stock. Refusals have stock's texts.
/// </summary>
internal sealed partial class ConfigurationReader
{
    private readonly CommandLineOptions _commandLine;
    private readonly string _file;
    private readonly string _here;
    private readonly string _workingDirectory;
    private readonly string _hostName;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly Lock _oneAtATime = new();
    private Expansion _environment;
    private string _daemonDirectory = "";
    private bool _hasStateFile;
    private bool _daemonCreatesLogDirs;

    /// <summary>Of the section that is being read.</summary>
    private bool _createsLogDirs;
    private List<ConfigurationMessage> _messages = [];

    /// <param name="commandLine">What wins over the file.</param>
    /// <param name="program">The name the program was started by, for the usual places.</param>
    /// <param name="environment">The daemon's own.</param>
    /// <param name="workingDirectory">What relative paths are relative to, at this and every later reading.</param>
    /// <param name="hostName">The machine's name, for <c>%(host_node_name)s</c>.</param>
    public ConfigurationReader(
        CommandLineOptions commandLine, string program, IReadOnlyDictionary<string, string> environment, string workingDirectory, string hostName)
    {
        (_commandLine, _variables, _workingDirectory, _hostName) = (commandLine, environment, workingDirectory, hostName);
        _file = commandLine.ConfigurationFile ?? ConfigurationFile.Find(program, workingDirectory);
        _here = Path.GetDirectoryName(Path.GetFullPath(_file, workingDirectory))!;
        _environment = Expansion.Of(environment.Select(v => KeyValuePair.Create($"ENV_{v.Key}", v.Value)));
    }

    /// <summary>Fails with <see cref="ConfigurationException"/>. Any thread; one reading at a time.</summary>
    public ServerConfiguration Read()
    {
        lock (_oneAtATime)
            return ReadAll();
    }

    /// <summary>The same, and it leaves no trace: what a later reading finds is as if this one had not been.</summary>
    public ServerConfiguration Look()
    {
        lock (_oneAtATime)
        {
            var environment = _environment;
            try
            {
                return ReadAll();
            }
            finally
            {
                _environment = environment;
            }
        }
    }

    /// <summary>A refusal takes the warnings with it: they often say why.</summary>
    private ServerConfiguration ReadAll()
    {
        _messages = [];
        var document = new IniDocument();
        var broken = new BrokenFiles();
        var environment = _environment;
        try
        {
            ReadFiles(document, broken);
            return Configuration(document, broken);
        }
        catch (ConfigurationException refusal)
        {
            if (document.IsolatesIncludes && ReadWithout(document, broken, environment) is { } rest)
                return rest;
            var warnings = _messages.Concat(ConfigurationWarnings.Messages(document)).Where(m => m.Level >= LogLevel.Warn).Select(m => m.Text);
            throw new ConfigurationException(refusal.Message) { Warnings = [.. warnings] };
        }
    }

    /// <param name="document">Takes what is read; where a file is refused it has what came before.</param>
    /// <param name="broken">The included files to leave out, where that is asked for; those with a broken syntax are added.</param>
    private void ReadFiles(IniDocument document, BrokenFiles broken)
    {
        var expansion = Here().With("host_node_name", _hostName);
        ConfigurationFile.ReadAlone(document, _file, _workingDirectory);
        document.IsolatesIncludes = Isolates(document, expansion);
        new IncludedFiles(document, expansion, _messages, document.IsolatesIncludes ? broken : null).Read(Path.GetFullPath(_file, _workingDirectory));
        document.Remove(broken.Dropped);
        TakeDefaults(document);
    }

    private ServerConfiguration Configuration(IniDocument document, BrokenFiles broken)
    {
        if (document.Find("supervisord") is not { } section)
            throw new ConfigurationException(".ini file does not include supervisord section");
        var supervisord = Supervisord(Options(document, section, Here()));
        _environment = _environment.WithEnvironment(supervisord.Environment);
        // Where the daemon will stand is where a program's relative log will be.
        _daemonDirectory = supervisord.Directory ?? _workingDirectory;
        _hasStateFile = supervisord.StateFile is not null;
        _daemonCreatesLogDirs = supervisord.CreateLogDirs;
        var hasInterface = RpcInterfaces(document);
        _writtenDependencies = [];
        var groups = Groups(document, supervisord.Environment);
        CheckDependencies(document, groups);
        var servers = Servers(document);
        // As with stock the user comes last: what is wrong with a program is told first.
        supervisord = supervisord with { Uid = User(document, section), ExitCodeFrom = ExitCodeFrom(Options(document, section, Here()), groups) };
        _messages.AddRange(ConfigurationWarnings.Messages(document));
        _messages.AddRange(Messages(broken));
        Remember(document, broken);
        return new ServerConfiguration
        {
            File = _file,
            Supervisord = supervisord,
            HttpServers = servers,
            Groups = groups,
            HasSupervisorInterface = hasInterface,
            Messages = _messages,
            BrokenFiles = broken.Files,
            GroupsOfBrokenFiles = broken.Groups,
        };
    }

    private Expansion Here() => _environment.With("here", _here);

    /// <summary>Only the interface that comes with the program can be had: plug-ins of stock are Python.</summary>
    private bool RpcInterfaces(IniDocument document)
    {
        var names = new List<string>();
        foreach (var section in document.Sections.Where(s => s.Name.StartsWith("rpcinterface:", StringComparison.Ordinal)))
            AddRead(names, section, () => RpcInterface(Options(document, section, Here())));
        return names.Contains("supervisor");
    }

    /// <returns>The name under which its methods are called.</returns>
    private string RpcInterface(SectionOptions options)
    {
        const string Factory = "supervisor.rpcinterface_factory";
        const string MainFactory = "supervisor.rpcinterface:make_main_rpcinterface";
        var section = options.Section;
        var name = section.Name["rpcinterface:".Length..];
        var factory = options.Text(Factory)
            ?? throw new ConfigurationException($"section [{section.Name}] does not specify a {Factory}");
        if (factory != MainFactory)
        {
            throw new ConfigurationException(
                $"{factory} cannot be resolved within [{section.Name}]: Python plug-ins cannot be loaded by this program; the only "
                + $"{Factory} it has is {MainFactory}. Remove the section to start without the plug-in");
        }
        if (section.Keys.FirstOrDefault(key => key != Factory) is { } extra)
            throw new ConfigurationException($"Could not make {name} rpc interface: it takes no option {PythonText.Repr(extra)}");
        if (name != "supervisor")
            Warn(section, null, $"[{section.Name}] is not served: this program offers its methods under the name supervisor only, as [rpcinterface:supervisor]");
        return name;
    }

    private List<HttpServerOptions> Servers(IniDocument document)
    {
        var servers = new List<HttpServerOptions>();
        foreach (var section in document.Sections.Where(s => s.Name.StartsWith("inet_http_server", StringComparison.Ordinal)))
            AddRead(servers, section, () => InetServer(Options(document, section, _environment)));
        foreach (var section in document.Sections.Where(s => s.Name.StartsWith("unix_http_server", StringComparison.Ordinal)))
            AddRead(servers, section, () => UnixServer(Options(document, section, _environment)));
        return servers;
    }

    private static InetServerOptions InetServer(SectionOptions options)
    {
        var (username, password) = Authentication(options);
        if (options.Raw("port") is null)
            throw new ConfigurationException($"section [{options.Name}] has no port value");
        var (host, port) = options.Get("port", OptionParsers.InetAddress, default);
        return new() { Section = options.Name, Host = host, Port = port, Username = username, Password = password };
    }

    private UnixServerOptions UnixServer(SectionOptions options)
    {
        // Of this section only the path may use %(here)s.
        var file = options.With(Here()).Text("file")?.Trim() ?? throw new ConfigurationException($"section [{options.Name}] has no file value");
        var (username, password) = Authentication(options);
        var owner = options.GetOrNull("chown", chown => Named("sockchown", chown, OptionParsers.Owner));
        return new()
        {
            Section = options.Name,
            Path = Path.GetFullPath(OptionParsers.ExpandHome(file), _workingDirectory),
            Username = username,
            Password = password,
            OwnerUid = owner?.Uid,
            OwnerGid = owner?.Gid,
            Mode = options.Get("chmod", chmod => Named("chmod", chmod, OptionParsers.Octal), UnixServerOptions.DefaultMode),
        };
    }

    private static (string? Username, string? Password) Authentication(SectionOptions options)
    {
        var (username, password) = (options.Text("username"), options.Text("password"));
        return username is null == password is null
            ? (username, password)
            : throw new ConfigurationException(
                $"Section [{options.Name}] contains incomplete authentication: If a username or a password is specified, both the "
                + "username and password must be specified");
    }

    /// <summary>Where stock says only that a value is invalid, and which.</summary>
    private static T Named<T>(string what, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (ConfigurationException)
        {
            throw new ConfigurationException($"Invalid {what} value {text}");
        }
    }
}
