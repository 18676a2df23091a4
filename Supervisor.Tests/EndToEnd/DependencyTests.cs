using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that wait for others, by what a user sees of them. Stock's client is the one that asks, where it can.</summary>
public class DependencyTests
{
    private const string Cat = "command=/bin/cat\nstartsecs=0\n";
    private const string Db = "[program:db]\nautostart=false\n" + Cat;
    private const string Web = "[program:web]\ndepends_on=db\n" + Cat;

    /// <summary>The database opens its port after a while, a task waits for that, and the server would fail without it.</summary>
    [Fact]
    public async Task A_server_is_started_once_and_only_when_its_database_answers()
    {
        var port = FreePort.Take();
        using var directory = new TestDirectory();
        directory.Write("db.py", $"import socket, time\ntime.sleep(2)\ns = socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(('127.0.0.1', {port}))\ns.listen()\nwhile 1: s.accept()\n");
        directory.Write("migrate.py", $"import socket, time\nwhile 1:\n  try:\n    socket.create_connection(('127.0.0.1', {port})); break\n  except OSError: time.sleep(0.02)\n");
        directory.Write("web.py", $"import socket, time\nsocket.create_connection(('127.0.0.1', {port}))\ntime.sleep(1000)\n");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [program:web]
            command={StockSupervisor.Python} @dir@/web.py
            depends_on=db, migrate=completed
            [program:migrate]
            command={StockSupervisor.Python} @dir@/migrate.py
            startsecs=0
            autorestart=false
            depends_on=db
            [program:db]
            command={StockSupervisor.Python} @dir@/db.py
            """,
            directory: directory);
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Equal(1, Times(supervisor, "spawned: 'web'"));
        Assert.Equal(1, Times(supervisor, "waiting: web for db (running), migrate (completed)"));
        Assert.Equal("EXITED", await supervisor.Rpc.StateOfAsync("migrate"));
    }

    [Fact]
    public async Task A_wait_is_seen_and_a_stop_ends_it()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        await CtlOutput.ExpectAsync(supervisor, "status", 3, "db                               STOPPED   Not started\nweb                              STOPPED   waiting for db (running)\n");
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web")).Value);
        Assert.Equal(70, (await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web")).Fault?.Code);
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   Not started\n");
        Assert.Equal(0, Times(supervisor, "spawned: 'web'"));
    }

    [Fact]
    public async Task A_wait_is_over_when_what_it_waits_for_is_there()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Equal(1, Times(supervisor, "waiting: web for db (running)\n"));
    }

    [Fact]
    public async Task All_that_wait_are_stopped_by_stop_all_and_are_in_no_list()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        Assert.Empty((await supervisor.Rpc.CallAsync("supervisor.stopAllProcesses")).Array);
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   Not started\n");
    }

    [Fact]
    public async Task A_start_by_hand_starts_what_is_needed_first()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:web]\nautostart=false\ndepends_on=api\n" + Cat + "[program:api]\nautostart=false\ndepends_on=db,migrate=completed\n" + Cat
            + Db + "[program:migrate]\nautostart=false\nautorestart=false\nstartsecs=0\ndepends_on=db\ncommand=/bin/true\n");
        await CtlOutput.ExpectAsync(supervisor, "start web", 0, "web: started\n");
        await Eventually.HoldsAsync(() => Spawned(supervisor).SequenceEqual(["db", "migrate", "api", "web"]), "they were spawned in that order, and nobody else");
        await CtlOutput.ExpectAsync(supervisor, "start web", 0, "web: ERROR (already started)\n");
    }

    [Fact]
    public async Task Many_starts_are_each_told_once_whoever_began_them()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:web]\npriority=1\nautostart=false\ndepends_on=db\n" + Cat + Db + "priority=2\n");
        var results = (await supervisor.Rpc.CallAsync("supervisor.startAllProcesses")).Array.Cast<RpcStruct>().Select(r => $"{r["name"]} {r["status"]}");
        Assert.Equal(["db 80", "web 80"], results.Order());
        await Eventually.HoldsAsync(() => Spawned(supervisor).SequenceEqual(["db", "web"]), "they were spawned in that order, and nobody else");
    }

    [Fact]
    public async Task A_dependency_that_fails_is_a_spawn_error_with_the_reason()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:db]\nautostart=false\ncommand=/bin/false\nstartretries=0\n[program:web]\nautostart=false\ndepends_on=db\n" + Cat);
        await CtlOutput.ExpectAsync(supervisor, "start web", 7, "web: ERROR (spawn error)\n");
        var fault = (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault;
        Assert.Equal(new RpcFault(50, "SPAWN_ERROR: web: dependency db is FATAL"), fault);
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   Not started\n");
        Assert.Equal(0, Times(supervisor, "spawned: 'web'"));
        // Whoever does not wait is told nothing, and it goes on waiting.
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web", false)).Value);
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   waiting for db (running)\n");
    }

    [Fact]
    public async Task A_start_waits_no_longer_than_it_may()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:db]\nautostart=false\nstartsecs=1000\ncommand=/bin/cat\n[program:web]\ndepends_on=db\ndepends_timeout=300ms\nautostart=false\n" + Cat
            + "[program:cron]\ndepends_on=db\ndepends_timeout=200ms\n" + Cat);
        await Eventually.HoldsAsync(() => Times(supervisor, "gave up: cron waited 0.2 seconds for db (running) (depends_timeout)") == 1, "it gives up");
        await CtlOutput.ExpectAsync(supervisor, "status cron", 3, "cron                             STOPPED   gave up waiting for db (running)\n");
        Assert.Equal(
            new RpcFault(50, "SPAWN_ERROR: web: waited 0.3 seconds for db (running)"), (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault);
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("db"));
    }

    [Fact]
    public async Task A_crash_without_its_dependency_waits_and_is_no_try()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web + "autorestart=true\n");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "stop db", 0, "db: stopped\n");
        Assert.Equal(1, Times(supervisor, "stopped db, on which run: web"));
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.signalProcess", "web", "KILL")).Value);
        await supervisor.Rpc.WaitForStateAsync("web", "EXITED");
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              EXITED    waiting for db (running)\n");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    [Fact]
    public async Task A_try_between_two_waits_and_uses_up_nothing()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            Db + "[program:web]\ncommand=/bin/sh -c \"test -e @dir@/ok && exec cat\"\nstartretries=3\ndepends_on=db\n");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "BACKOFF");
        await CtlOutput.ExpectAsync(supervisor, "stop db", 0, "db: stopped\n");
        await Eventually.GetAsync(
            async () => (string)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct["description"]!,
            text => text == "waiting for db (running)",
            "it waits");
        Assert.Equal("BACKOFF", await supervisor.Rpc.StateOfAsync("web"));
        supervisor.Directory.Write("ok", "");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopAllProcesses")).Fault);
        var lines = MainLogText.Lines(supervisor);
        Assert.True(lines.ToList().FindLastIndex(line => line.Contains("stopped: web", StringComparison.Ordinal)) < lines.ToList().FindLastIndex(line => line.Contains("stopped: db", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shutdown_does_not_wait_for_what_waits()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            Db + Web + "[program:asked]\nautostart=false\ndepends_on=web\n" + Cat + "[program:own]\ncommand=/bin/cat\n");
        await supervisor.Rpc.WaitForStateAsync("own", "RUNNING");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        await Eventually.HoldsAsync(() => Spawned(supervisor).SequenceEqual(["own"]), "they were spawned in that order, and nobody else");
    }

    [Theory]
    [InlineData("keep", "RUNNING", 1)]
    [InlineData("stop", "STOPPED", 1)]
    [InlineData("restart", "RUNNING", 2)]
    public async Task What_the_stop_of_a_dependency_means_is_as_configured(string action, string after, int spawned)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web + $"depends_on_stop={action}\n");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "stop db", 0, "db: stopped\n");
        await supervisor.Rpc.WaitForStateAsync("web", action == "keep" ? "RUNNING" : "STOPPED");
        await CtlOutput.ExpectAsync(supervisor, "start db", 0, "db: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", after);
        Assert.Equal(spawned, Times(supervisor, "spawned: 'web'"));
    }

    [Fact]
    public async Task A_reread_that_makes_a_cycle_is_refused_and_nothing_changes()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        supervisor.Reconfigure(Db + "depends_on=web\n" + Web);
        var reason = $"CANT_REREAD: depends_on: cycle db -> web -> db in section 'program:db' (file: '{supervisor.ConfigurationPath}')";
        Assert.Equal(new RpcFault(92, reason), (await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault);
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   waiting for db (running)\n");
    }

    [Fact]
    public async Task Groups_that_go_and_come_are_seen_and_edges_change_while_programs_run()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.removeProcessGroup", "db")).Fault);
        var fault = (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault;
        Assert.Equal(new RpcFault(50, "SPAWN_ERROR: web: dependency db is not in service"), fault);
        await CtlOutput.ExpectAsync(supervisor, "status", 3, "web                              STOPPED   Not started\n");
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web", false)).Value);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "db")).Fault);
        await CtlOutput.ExpectAsync(supervisor, "status web", 3, "web                              STOPPED   waiting for db (running)\n");
        supervisor.Reconfigure(Db + "[program:web]\n" + Cat);
        Assert.Null((await supervisor.Rpc.CallAsync("live.applyPlan")).Fault);
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("web");
        supervisor.Reconfigure(Db + Web);
        Assert.Null((await supervisor.Rpc.CallAsync("live.applyPlan")).Fault);
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("web"));
        Assert.Equal(2, (await supervisor.Rpc.CallAsync("live.getGraph")).Array.Count);
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => Times(supervisor, "waiting: web for db (running)\n") == 3, "it waits in the next life, too");
    }

    [Fact]
    public async Task No_more_than_so_many_start_at_the_same_time()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[supervisord]\nstart_concurrency=1\n[program:n]\ncommand=/bin/cat\nnumprocs=3\nprocess_name=n%(process_num)d\n");
        for (var i = 0; i < 3; i++)
            await supervisor.Rpc.WaitForStateAsync($"n:n{i}", "RUNNING");
        // Read by the daemon: with all that was written before.
        var lines = ((string)(await supervisor.Rpc.CallAsync("supervisor.readLog", 0, 0)).Value!).Split('\n')
            .Where(l => l.Contains("spawned: 'n", StringComparison.Ordinal) || l.Contains("entered RUNNING", StringComparison.Ordinal));
        Assert.Equal("sesese", string.Concat(lines.Select(l => l.Contains("spawned", StringComparison.Ordinal) ? 's' : 'e')));
    }

    [Fact]
    public async Task A_delay_begins_when_the_gate_opens_and_a_start_by_hand_has_none()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web + "startdelaysecs=1\n[program:late]\nstartdelaysecs=1h\n" + Cat);
        await CtlOutput.ExpectAsync(supervisor, "status late", 3, "late                             STOPPED   waiting for startdelaysecs\n");
        await CtlOutput.ExpectAsync(supervisor, "start late db", 0, "late: started\ndb: started\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    [Fact]
    public async Task The_clients_own_commands()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db + Web);
        await PrintsAsync(supervisor, 0, "db  STOPPED\nweb  STOPPED, waiting for db (running)\n  after db (running), not yet\n", "graph");
        await PrintsAsync(supervisor, 0, "digraph supervisor {\n  \"db\";\n  \"web\";\n  \"web\" -> \"db\" [label=\"running\"];\n}\n", "graph", "--dot");
        await PrintsAsync(supervisor, 0, "web: started\n", "start", "--no-deps", "web");
        await PrintsAsync(supervisor, 0, "db: started\n", "start", "db");
        await PrintsAsync(supervisor, 0, "web: stopped\ndb: stopped\n", "stop", "--with-dependents", "db");
        await PrintsAsync(supervisor, 0, "db: started\n", "start", "--no-deps", "db:*");
        Assert.StartsWith("Error: graph takes no --dto\n", (await RunAsync(supervisor, "graph", "--dto")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_dependencies_there_is_no_graph()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Db);
        await PrintsAsync(supervisor, 0, "Nothing depends on anything\n", "graph");
    }

    private static async Task PrintsAsync(RunningSupervisor supervisor, int exitCode, string expected, params string[] words) =>
        Assert.Equal(new CompletedChild(exitCode, expected, ""), await RunAsync(supervisor, words));

    private static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] words)
    {
        await using var ctl = new OurCtl();
        return await ctl.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, "");
    }

    private static int Times(RunningSupervisor supervisor, string text) => supervisor.MainLog.Split(text).Length - 1;

    private static IEnumerable<string> Spawned(RunningSupervisor supervisor) =>
        supervisor.MainLog.Split('\n').Where(l => l.Contains("spawned: '", StringComparison.Ordinal)).Select(l => l.Split('\'')[1]);
}
