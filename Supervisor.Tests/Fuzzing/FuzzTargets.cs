using Supervisor.Tests.Fuzzing.Targets;

namespace Supervisor.Tests.Fuzzing;

/// <summary>All targets that need no running daemon.</summary>
internal static class FuzzTargets
{
    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        new XmlRpcCallTarget(), new IniTarget(), new ExpansionTarget(), new ShellWordsTarget(), new EnvironmentListTarget(), new CommandLineTarget(),
        new ListenerProtocolTarget(), new AnsiTarget(), new CaptureTarget(),
    ];

    public static FuzzTarget Of(string name) => All.Single(target => target.Name == name);
}
