using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>How every child of one process is made: what does not change from one start to the next, worked out once.</summary>
internal sealed class LaunchPlan
{
    public LaunchPlan(ProcessOptions options, string groupName, IReadOnlyDictionary<string, string> daemon, string? serverUrl)
    {
        Options = options;
        Command = CommandWords.Parse(options.Command);
        Environment = ProcessEnvironment.OwnOf(options, groupName, serverUrl);
        SearchPath = ProcessEnvironment.SearchPath(daemon, options);
    }

    public ProcessOptions Options { get; }

    public CommandWords Command { get; }

    /// <summary>What the child gets besides the daemon's own environment and instead of it; each name once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; }

    /// <summary>The PATH that the command is looked up on; null for the system's default.</summary>
    public string? SearchPath { get; }

    /// <summary>What the command stands for now. Looks at the disk: not for the event loop's thread.</summary>
    public CommandResolution Resolve() => CommandResolver.Resolve(Command, SearchPath);
}
