namespace Supervisor.Server.Ctl;

/// <summary>What <c>supervisorctl</c> was told, by its command line and by the section <c>[supervisorctl]</c>; null leaves it to the other or to the default.</summary>
internal sealed record CtlOptions
{
    public const string DefaultServerUrl = "http://localhost:9001";
    public const string DefaultPrompt = "supervisor";

    public bool Help { get; init; }

    public bool Interactive { get; init; }

    public string? ConfigurationFile { get; init; }

    public string? ServerUrl { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? Prompt { get; init; }

    public string? HistoryFile { get; init; }

    public UpdateScope UpdateScope { get; init; }

    /// <summary>Names of <c>[ctlplugin:x]</c> sections: Python code that is not run here.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The command and its arguments; none asks for the shell.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>These, and where they are silent what the section says.</summary>
    public CtlOptions Over(CtlOptions section) => this with
    {
        ServerUrl = ServerUrl ?? section.ServerUrl,
        Username = Username ?? section.Username,
        Password = Password ?? section.Password,
        Prompt = Prompt ?? section.Prompt,
        HistoryFile = HistoryFile ?? section.HistoryFile,
        UpdateScope = section.UpdateScope,
        Plugins = section.Plugins,
    };
}
