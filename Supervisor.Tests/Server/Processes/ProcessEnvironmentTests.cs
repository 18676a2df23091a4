using System.Runtime.InteropServices;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

public class ProcessEnvironmentTests
{
    private static readonly Dictionary<string, string> Daemon = new() { ["PATH"] = "/bin", ["HOME"] = "/root", ["ODD"] = "100%d\nx=y" };

    [Fact]
    public void The_daemons_own_comes_first_then_what_tells_of_supervisor_then_what_is_configured() => Assert.Equal(
        [
            "PATH=/bin", "HOME=/root", "ODD=100%d\nx=y", "SUPERVISOR_ENABLED=1", "SUPERVISOR_SERVER_URL=unix:///s", "SUPERVISOR_PROCESS_NAME=p",
            "SUPERVISOR_GROUP_NAME=g", "NEW=1",
        ],
        Of(Options([new("NEW", "1")]), "g", "unix:///s"));

    [Fact]
    public void What_is_configured_wins_also_over_the_variables_of_supervisor_and_the_last_of_equals_counts()
    {
        var environment = Of(Options([new("HOME", "/a"), new("SUPERVISOR_ENABLED", "0"), new("HOME", "/b"), new("EMPTY", "")]), "g", "unix:///s");
        Assert.Contains("HOME=/b", environment);
        Assert.Contains("SUPERVISOR_ENABLED=0", environment);
        Assert.Contains("EMPTY=", environment);
        Assert.Equal(environment.Count, environment.Select(v => v.Split('=')[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "unix:///s", "unix:///s")]
    [InlineData("http://other:1", "unix:///s", "http://other:1")]
    [InlineData("", "unix:///s", null)]
    public void The_server_url_is_the_programs_own_or_the_daemons_and_may_be_left_out(string? own, string? daemons, string? expected)
    {
        var environment = Of(Options([]) with { ServerUrl = own }, "g", daemons);
        Assert.Equal(expected is null ? [] : [$"SUPERVISOR_SERVER_URL={expected}"], environment.Where(v => v.StartsWith("SUPERVISOR_SERVER_URL", StringComparison.Ordinal)));
    }

    [Fact]
    public void Commands_are_looked_up_on_the_configured_path_else_the_daemons_else_on_none()
    {
        Assert.Equal("/second", ProcessEnvironment.SearchPath(Daemon, Options([new("PATH", "/first"), new("PATH", "/second")])));
        Assert.Equal("", ProcessEnvironment.SearchPath(Daemon, Options([new("PATH", "")])));
        Assert.Equal("/bin", ProcessEnvironment.SearchPath(Daemon, Options([])));
        Assert.Null(ProcessEnvironment.SearchPath(new Dictionary<string, string>(), Options([])));
    }

    /// <summary>As the kernel is given it.</summary>
    private static unsafe List<string> Of(ProcessOptions options, string group, string? serverUrl)
    {
        using var shared = new BaseEnvironment(Daemon);
        using var arena = new NativeArena();
        var variables = new List<string>();
        for (var next = shared.With(ProcessEnvironment.OwnOf(options, group, serverUrl), arena); *next is not null; next++)
            variables.Add(Marshal.PtrToStringUTF8((nint)(*next))!);
        return variables;
    }

    private static ProcessOptions Options(EnvironmentVariable[] environment) =>
        new() { Name = "p", Command = "cat", Environment = new EquatableList<EnvironmentVariable>(environment) };
}
