using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Health;

/// <summary>A program that runs and does not live any more, and what is done about it.</summary>
public sealed class LivenessTests : IDisposable
{
    private readonly ProbedProgram _program = new();

    /// <summary>Alive is asked of one that listens.</summary>
    private string Section => _program.Section() + $"startsecs=0\nreadiness_check={_program.Tcp}\nreadiness_period=100ms\nliveness_check={_program.Http}\nliveness_period=100ms\nliveness_failure_threshold=2\n";

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task It_is_stopped_and_started_again()
    {
        await using var supervisor = await StartAsync(Section);
        var pid = await RunningAsync(supervisor);
        _program.Answer("500");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"unhealthy: db (liveness {_program.Http}: 500, 2 times)", StringComparison.Ordinal), "that is told");
        _program.Answer("200");
        await Eventually.HoldsAsync(async () => await supervisor.Rpc.StateOfAsync("db") == "RUNNING" && await supervisor.Rpc.PidOfAsync("db") != pid, "there is another");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "ready");
        Assert.Contains("stopped: db (terminated by SIGTERM)", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_restarts_count_and_have_an_end()
    {
        _program.Answer("500");
        await using var supervisor = await StartAsync(Section + "restart_limit=2/1h\n");
        await supervisor.Rpc.WaitForStateAsync("db", "FATAL");
        Assert.Equal("restarted 2 times in 3600 seconds", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "db")).Struct["spawnerr"]);
        Assert.Equal(3, supervisor.MainLog.Split("spawned: 'db'").Length - 1);
    }

    [Fact]
    public async Task Whoever_stops_it_meanwhile_has_the_last_word()
    {
        _program.Answer("500");
        _program.Directory.Write("deaf", $"trap '' TERM\necho up > up\nexec {StockSupervisor.Python} \"$@\"\n");
        await using var supervisor = await StartAsync(Section.Replace($"command={StockSupervisor.Python}", $"command=/bin/sh {_program.Directory["deaf"]}", StringComparison.Ordinal));
        await supervisor.Rpc.WaitForStateAsync("db", "STOPPING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "db")).Fault);
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("db"));
        Assert.Equal(1, supervisor.MainLog.Split("spawned: 'db'").Length - 1);
    }

    [Theory]
    [InlineData("stop", "STOPPED")]
    [InlineData("kill", "EXITED")]
    [InlineData("signal INT", "EXITED")]
    public async Task Other_things_may_be_done(string action, string state)
    {
        _program.Answer("500");
        await using var supervisor = await StartAsync(Section + $"liveness_failure_action={action}\nautorestart=false\n");
        await supervisor.Rpc.WaitForStateAsync("db", state);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("run /bin/sh -c \"echo $SUPERVISOR_HEALTH > told\"")]
    public async Task It_may_be_left_alone(string action)
    {
        _program.Answer("500");
        await using var supervisor = await StartAsync(Section + $"liveness_failure_action={action}\n");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "unhealthy");
        if (action != "none")
            await Eventually.HoldsAsync(() => File.Exists(_program.Directory["told"]) && File.ReadAllText(_program.Directory["told"]) == $"liveness {_program.Http}: 500, 2 times\n", "somebody is told");
        var pid = await RunningAsync(supervisor);
        _program.Answer("200");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "ready");
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("db"));
    }

    [Fact]
    public async Task A_command_says_why()
    {
        await using var supervisor = await StartAsync(
            _program.Section() + "startsecs=0\nliveness_check=/bin/sh -c \"echo no luck; exit 3\"\nliveness_period=100ms\nliveness_failure_threshold=1\nliveness_failure_action=none\n");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "unhealthy");
        var probe = (RpcStruct)(await HealthOf.AskAsync(supervisor.Rpc, "db"))["liveness"]!;
        Assert.Equal(("exit status 3", "no luck"), ((string)probe["last"]!, (string)probe["output"]!));
        await using var ctl = new OurCtl();
        var told = await ctl.RunAsync(["-c", supervisor.ConfigurationPath, "status", "--json"], supervisor.Directory.Path, "");
        Assert.Matches("\"health\": *\"unhealthy\"", told.Output);
    }

    [Fact]
    public async Task The_next_image_goes_on_with_it()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(
            Section + $"liveness_failure_action=none\n[program:late]\ncommand=/bin/cat\nstartsecs=0\nreadiness_check=/usr/bin/test -e {_program.Directory["late"]}\nreadiness_period=100ms\n");
        if (daemon is null)
            return;
        await HealthOf.BecomesAsync(daemon.Rpc, "db", "ready");
        await daemon.UpgradeAsync();
        Assert.Equal("STARTING", await daemon.Rpc.StateOfAsync("late"));
        _program.Answer("500");
        await HealthOf.BecomesAsync(daemon.Rpc, "db", "unhealthy");
        await daemon.UpgradeAsync();
        Assert.Equal("unhealthy", (await HealthOf.AskAsync(daemon.Rpc, "db"))["health"]);
        _program.Directory.Write("late", "");
        await daemon.Rpc.WaitForStateAsync("late", "RUNNING");
    }

    private static async Task<int> RunningAsync(RunningSupervisor supervisor)
    {
        await supervisor.Rpc.WaitForStateAsync("db", "RUNNING");
        return await supervisor.Rpc.PidOfAsync("db");
    }

    private Task<RunningSupervisor> StartAsync(string sections) => RunningSupervisor.StartAsync(sections, directory: _program.Directory);
}
