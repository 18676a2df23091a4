using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A mistake in one included file and a daemon that runs what it runs.</summary>
public sealed class IsolatedIncludesTests : IDisposable
{
    private const string Main = "[supervisord]\nisolate_includes=true\n[include]\nfiles=@dir@/*.part\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_runs_from_a_broken_file_runs_on_and_everything_else_follows()
    {
        _directory.Write("1.part", Cat("one") + Cat("two"));
        _directory.Write("2.part", Cat("other"));
        await using var supervisor = await RunningSupervisor.StartAsync(Main.Replace("@dir@", _directory.Path, StringComparison.Ordinal));
        foreach (var name in new[] { "one", "two", "other" })
            await supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("one");
        _directory.Write("1.part", Cat("one") + "startsecs=soon\n");
        _directory.Write("2.part", Cat("new"));
        var plan = await PlanAsync(supervisor);
        Assert.Equal($"{_directory["1.part"]}: broken (left out: line 4: [program:one] startsecs: invalid literal for int() with base 10: 'soon')\nnew: add\nother: remove\n1 to add, 1 to remove, 2 unchanged\n", plan.Output);
        Assert.Equal("new: available\nother: disappeared\n", (await SupervisorCtl.RunAsync(supervisor, "reread")).Output);
        Assert.Contains($"CRIT included file '{_directory["1.part"]}' is left out, and what runs from it stays as it is: line 4: ", supervisor.MainLog, StringComparison.Ordinal);
        await SupervisorCtl.RunAsync(supervisor, "update");
        await supervisor.Rpc.WaitForStateAsync("new", "RUNNING");
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("one"));
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("two"));

        _directory.Write("1.part", Cat("one"));
        await SupervisorCtl.RunAsync(supervisor, "update");
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("one"));
        Assert.Equal(["new", "one"], (await supervisor.Rpc.CallAsync("supervisor.getAllConfigInfo")).Array.Select(info => ((RpcStruct)info!)["name"]));
    }

    private static async Task<CompletedChild> PlanAsync(RunningSupervisor supervisor)
    {
        await using var client = new OurCtl();
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, "plan"], supervisor.Directory.Path, "");
    }

    private static string Cat(string name) => $"[program:{name}]\ncommand=/bin/cat\nstopwaitsecs=1\n";
}
