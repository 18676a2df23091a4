using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Health;

/// <summary>RUNNING means ready, with a real server that listens late, answers badly, hangs and drips.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly ProbedProgram _program = new(isOpen: false);

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task What_needs_it_healthy_starts_once_when_it_listens_at_last()
    {
        await using var supervisor = await StartAsync(
            _program.Section() + $"startsecs=0\nreadiness_check={_program.Tcp}\nreadiness_period=100ms\n[program:web]\ncommand=/bin/cat\nstartsecs=0\ndepends_on=db=healthy\n");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "starting");
        Assert.Equal(("STARTING", "STOPPED"), (await supervisor.Rpc.StateOfAsync("db"), await supervisor.Rpc.StateOfAsync("web")));
        _program.Open();
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "ready");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopAllProcesses")).Fault);
        Assert.Equal(1, supervisor.MainLog.Split("spawned: 'web'").Length - 1);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    [InlineData("http")]
    [InlineData("unix-http")]
    [InlineData("command")]
    public async Task A_start_by_hand_waits_until_it_is_ready(string kind)
    {
        var check = kind switch { "tcp" => _program.Tcp, "unix" => _program.Unix, "http" => _program.Http, "unix-http" => _program.UnixHttp, _ => "/usr/bin/test -e open" };
        await using var supervisor = await StartAsync(_program.Section(byTcp: !kind.StartsWith("unix", StringComparison.Ordinal)) + $"autostart=false\nstartsecs=0\nreadiness_check={check}\nreadiness_period=100ms\n");
        var started = supervisor.Rpc.CallAsync("supervisor.startProcess", "db");
        await Eventually.HoldsAsync(async () => (string)((RpcStruct)(await HealthOf.AskAsync(supervisor.Rpc, "db"))["readiness"]!)["last"]! != "", "a check was made");
        Assert.False(started.IsCompleted);
        _program.Open();
        Assert.Equal(true, (await started).Value);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("db"));
    }

    [Theory]
    [InlineData("503", "503")]
    [InlineData("hang", "no answer within 0.3 s")]
    [InlineData("drip", "no answer within 0.3 s")]
    [InlineData("close", "no answer: the connection was closed")]
    [InlineData("nonsense", "the answer is no HTTP")]
    public async Task One_that_is_never_ready_is_stopped_and_tried_again(string mode, string found)
    {
        _program.Answer(mode);
        _program.Open();
        await using var supervisor = await StartAsync(
            _program.Section() + $"startsecs=0\nstartretries=1\nstart_timeout=1500ms\nreadiness_check={_program.Http}\nreadiness_period=200ms\nreadiness_timeout=300ms\n");
        await Eventually.HoldsAsync(async () => (string)((RpcStruct)(await HealthOf.AskAsync(supervisor.Rpc, "db"))["readiness"]!)["last"]! == found, found);
        await supervisor.Rpc.WaitForStateAsync("db", "FATAL");
        var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "db")).Struct;
        Assert.Equal(("not ready after 1.5 seconds", "none"), ((string)info["spawnerr"]!, (string)(await HealthOf.AskAsync(supervisor.Rpc, "db"))["health"]!));
        Assert.Equal(2, supervisor.MainLog.Split("stopping 'db': not ready after 1.5 seconds").Length - 1);
    }

    [Fact]
    public async Task One_that_ends_before_it_is_ready_has_failed_to_start()
    {
        await using var supervisor = await StartAsync("[program:db]\ncommand=/bin/sh -c \"exit 0\"\nstartsecs=0\nstartretries=0\nautostart=false\nreadiness_check=/bin/false\n");
        Assert.Equal(50, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "db")).Fault?.Code);
        await supervisor.Rpc.WaitForStateAsync("db", "FATAL");
        Assert.Equal("exited before it was ready (exit status 0)", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "db")).Struct["spawnerr"]);
    }

    [Fact]
    public async Task It_stays_RUNNING_when_it_is_not_ready_for_a_while()
    {
        _program.Open();
        await using var supervisor = await StartAsync(
            _program.Section() + $"startsecs=0\nreadiness_check={_program.Http}\nreadiness_period=100ms\n[program:web]\ncommand=/bin/cat\nstartsecs=0\nautostart=false\ndepends_on=db=healthy\n");
        await supervisor.Rpc.WaitForStateAsync("db", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("db");
        _program.Answer("500");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "unready");
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web", false)).Value);
        Assert.Equal("waiting for db (healthy)", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct["description"]);
        _program.Answer("204");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await HealthOf.BecomesAsync(supervisor.Rpc, "db", "ready");
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("db"));
    }

    [Fact]
    public async Task Startsecs_count_though_it_is_ready_sooner()
    {
        _program.Open();
        await using var supervisor = await StartAsync(_program.Section() + $"startsecs=3\nreadiness_check={_program.Tcp}\nreadiness_period=100ms\n");
        await Eventually.HoldsAsync(async () => (string)((RpcStruct)(await HealthOf.AskAsync(supervisor.Rpc, "db"))["readiness"]!)["last"]! == "connected", "it takes connections");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("db"));
        await supervisor.Rpc.WaitForStateAsync("db", "RUNNING");
    }

    [Fact]
    public async Task A_check_that_forks_and_hangs_is_killed_with_all_of_it_and_a_stop_does_not_wait_for_it()
    {
        _program.Directory.Write("check", "sleep 1401 &\necho $! >> left\nsleep 1402\n");
        await using var supervisor = await StartAsync(
            _program.Section() + $"startsecs=0\nreadiness_check=/bin/sh {_program.Directory["check"]}\nreadiness_period=100ms\nreadiness_timeout=500ms\n");
        await Eventually.HoldsAsync(() => File.Exists(_program.Directory["left"]) && File.ReadAllLines(_program.Directory["left"]).Length >= 3, "three checks were made");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "db")).Fault);
        await Eventually.HoldsAsync(() => !File.ReadAllLines(_program.Directory["left"]).Any(pid => Directory.Exists($"/proc/{pid}")), "nobody is left");
    }

    private Task<RunningSupervisor> StartAsync(string sections) => RunningSupervisor.StartAsync(sections, directory: _program.Directory);
}
