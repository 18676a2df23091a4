using System.Runtime.InteropServices;
using Supervisor.Server.Interop;

namespace Supervisor.Tests.Support;

/// <summary>The file agent as tests start it: from the program under test, not from the one that runs the tests.</summary>
internal static class TestAgent
{
    public static AgentProgram Program { get; } = Environment.GetEnvironmentVariable("SUPERVISORD") is { } native && native != "stock"
        ? new AgentProgram(native, [native, AgentProgram.Word])
        : new AgentProgram(Runtime, [Runtime, Peer.BuiltBinary() + ".dll", AgentProgram.Word]);

    private static string Runtime => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
}
