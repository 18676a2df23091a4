using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>How every child of one process is made: what does not change from one start to the next, worked out once.</summary>
internal sealed class LaunchPlan
{
    private readonly HashSet<string> _told = [];

    public LaunchPlan(ProcessOptions options, string groupName, IReadOnlyDictionary<string, string> daemon, string? serverUrl, IReadOnlyList<KeyValuePair<string, string>>? told = null)
    {
        (Options, GroupName) = (options, groupName);
        Command = CommandWords.Parse(options.Command);
        Environment = ProcessEnvironment.OwnOf(options, groupName, serverUrl);
        if (told is { Count: > 0 })
            Environment = [.. Environment.Where(own => !told.Any(variable => variable.Key == own.Key)), .. told];
        SearchPath = ProcessEnvironment.SearchPath(daemon, options);
    }

    public ProcessOptions Options { get; }

    public string GroupName { get; }

    public CommandWords Command { get; }

    /// <summary>What the child gets besides the daemon's own environment and instead of it; each name once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; }

    /// <summary>The PATH that the command is looked up on; null for the system's default.</summary>
    public string? SearchPath { get; }

    /// <summary>No name has a colon in it.</summary>
    public static string CgroupName(string group, string process) => $"{group}:{process}";

    /// <summary>What the command stands for now. Looks at the disk: not for the event loop's thread.</summary>
    /// <param name="mounts">Where something may hang nothing is looked at: the child will tell.</param>
    public CommandResolution Resolve(Mounts mounts)
    {
        if (FilesHeldUpBy(mounts) is { } ofFiles)
            return CommandResolution.HeldUp(ofFiles, CommandResolver.Candidates(Command, SearchPath).First(), Command.Words);
        var path = SearchPathNow();
        return HeldUpBy(mounts, path) is { } mount
            ? CommandResolution.HeldUp(mount, CommandResolver.Candidates(Command, path).First(), Command.Words)
            : CommandResolver.Resolve(Command, path);
    }

    /// <summary>Writes what was found about the program's environment files, once: a program may start again and again. Loop thread only.</summary>
    public void Tell(IEnumerable<string> warnings, IMainLog log)
    {
        foreach (var warning in warnings.Where(_told.Add))
            log.Warn($"{Options.Name}: {warning}");
    }

    private string? FilesHeldUpBy(Mounts mounts)
    {
        if (Options.Sources is not { Files.Count: > 0 } sources || !mounts.AnyMayHang || Command.Refusal is not null)
            return null;
        return sources.Files.Select(file => mounts.MayHang(EnvironmentSources.File(file).Path)).FirstOrDefault(mount => mount is not null) is { } found
            ? $"'{found.Point}' ({found.Type}), where its environment_file is,"
            : null;
    }

    /// <summary>The files may set PATH. What is wrong with them the launch tells, which reads them again.</summary>
    private string? SearchPathNow()
    {
        if (Options.Sources is not { Files.Count: > 0 } sources || Command.Words is not [var word, ..] || word.Contains('/'))
            return SearchPath;
        try
        {
            return SourcedEnvironment.SearchPath(sources, EnvironmentFiles.Read(sources.Files, _ => true, []), SearchPath);
        }
        catch (ConfigurationException)
        {
            return SearchPath;
        }
    }

    /// <summary>
    /// A mount that may never answer, which a start has to touch, and what lies there; null as a rule. Not for the event loop's thread: links are
    /// followed on disks that do answer.
    /// </summary>
    private string? HeldUpBy(Mounts mounts, string? path)
    {
        if (!mounts.AnyMayHang || Command.Refusal is not null)
            return null;
        if (Options.Directory is { } directory && mounts.MayHang(directory) is { } ofDirectory)
            return $"'{ofDirectory.Point}' ({ofDirectory.Type}), where its directory is,";
        foreach (var file in CommandResolver.Candidates(Command, path))
        {
            if (mounts.MayHang(file) is { } ofFile)
                return $"'{ofFile.Point}' ({ofFile.Type}), where its command is or is looked for,";
            if (LogFileCalls.Status(file, out _) == 0)
                return null;
        }
        return null;
    }
}
