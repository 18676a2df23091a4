using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Processes;

/// <summary>What a child of a program with <see cref="EnvironmentSources"/> is given, worked out at this start. Any other takes the plan's as it is.</summary>
internal sealed partial class Launch
{
    private static readonly BaseEnvironment Nothing = new(new Dictionary<string, string>());

    private IReadOnlyList<EnvironmentVariable> _ofFiles = [];
    private IReadOnlyList<KeyValuePair<string, string>> _ofLogin = [];
    private string? _waitsForFile;

    private EnvironmentSources? Sources => plan.Options.Sources;

    /// <summary>What the child shares with all others; nothing where it inherits only a part.</summary>
    private BaseEnvironment SharedEnvironment => Sources?.Inherited is null ? context.SharedEnvironment : Nothing;

    /// <summary>What it gets besides.</summary>
    private IReadOnlyList<KeyValuePair<string, string>> OwnEnvironment => Sources is not { } sources
        ? plan.Environment
        : SourcedEnvironment.Of(sources, SourcedEnvironment.Inherited(sources, context.Environment), _ofLogin, plan.Environment, _ofFiles);

    /// <summary>The user whose home and shell the child is told; null where it is not.</summary>
    private int? LoginUser => Sources is { Login: true } ? plan.Options.Uid ?? Credentials.CurrentUid : null;

    /// <summary>By the thread that may ask the user database.</summary>
    private void LookUpLogin()
    {
        if (LoginUser is not { } uid)
            return;
        _ofLogin = new UserDatabase().FindById(uid) is { } user
            ? SourcedEnvironment.OfLogin(user)
            : throw new ConfigurationException($"login_environment: the user database has no user {uid}");
    }

    /// <summary>Not where their disk may never answer: then the child reads them. Fails with <see cref="ConfigurationException"/>.</summary>
    private void ReadEnvironmentFiles(CommandResolution found)
    {
        if (Sources is not { Files.Count: > 0 } sources || found.HeldUpBy is not null)
            return;
        _waitsForFile = EnvironmentSources.File(sources.Files[0]).Path;
        var warnings = new List<string>();
        _ofFiles = EnvironmentFiles.Read(sources.Files, owner => owner == 0 || owner == (plan.Options.Uid ?? Credentials.CurrentUid), warnings);
        _waitsForFile = null;
        if (warnings.Count > 0)
            context.Loop.Post(() => plan.Tell(warnings, context.Log));
    }

    /// <summary>The same for a stage, which reads the files by itself where that was left to it.</summary>
    private StageOrders WithEnvironment(StageOrders orders)
    {
        var isLeftToIt = Sources is { Files.Count: > 0 } && _command!.HeldUpBy is not null;
        var daemon = Sources?.Inherited is null ? context.Environment : new Dictionary<string, string>();
        return orders with
        {
            Environment = ProcessEnvironment.Of(daemon, OwnEnvironment),
            EnvironmentFiles = isLeftToIt ? [.. Sources!.Files] : [],
            EnvironmentAbove = isLeftToIt ? [.. SourcedEnvironment.Above(Sources!, plan.Environment).Select(v => $"{v.Key}={v.Value}")] : [],
            Files = [.. CommandResolver.Candidates(plan.Command, Sources is { } sources ? SourcedEnvironment.SearchPath(sources, _ofFiles, plan.SearchPath) : plan.SearchPath)],
        };
    }

    private string? WaitForFile => _waitsForFile is { } file ? $"the disk of its environment_file {PythonText.Repr(file)}" : null;
}
