using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

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
    /// <param name="mounts">Where something may hang nothing is looked at: the child will tell.</param>
    public CommandResolution Resolve(Mounts mounts) => HeldUpBy(mounts) is { } mount
        ? CommandResolution.HeldUp(mount, Files.First(), Command.Words)
        : CommandResolver.Resolve(Command, SearchPath);

    /// <summary>The files the command may stand for, in the order they are tried.</summary>
    public IEnumerable<string> Files => CommandResolver.Candidates(Command, SearchPath);

    /// <summary>
    /// A mount that may never answer, which a start has to touch, and what lies there; null as a rule. Not for the event loop's thread: links are
    /// followed on disks that do answer.
    /// </summary>
    private string? HeldUpBy(Mounts mounts)
    {
        if (!mounts.AnyMayHang || Command.Refusal is not null)
            return null;
        if (Options.Directory is { } directory && mounts.MayHang(directory) is { } ofDirectory)
            return $"'{ofDirectory.Point}' ({ofDirectory.Type}), where its directory is,";
        foreach (var file in Files)
        {
            if (mounts.MayHang(file) is { } ofFile)
                return $"'{ofFile.Point}' ({ofFile.Type}), where its command is or is looked for,";
            if (LogFileCalls.Status(file, out _) == 0)
                return null;
        }
        return null;
    }
}
