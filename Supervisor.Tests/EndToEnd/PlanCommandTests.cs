using System.Text.Json;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl plan</c> and <c>update --dry-run</c>: what an update would do, and nothing done.</summary>
public class PlanCommandTests
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";
    private const string Dog = "[program:dog]\ncommand=/bin/cat\nstartsecs=0\n";
    private const string Numbered = "[program:n]\ncommand=/bin/cat\nstartsecs=0\nprocess_name=n%(process_num)d\nnumprocs=";

    private const string Planned =
        "cat: adjust (stopwaitsecs: 10 -> 11, stdout_logfile: AUTO -> NONE)\n"
        + "eel: add\n"
        + "n:n0: restart (command: /bin/cat -> /bin/cat -u, environment)\n"
        + "n:n1: restart (command: /bin/cat -> /bin/cat -u, environment)\n"
        + "n:n2: add\n"
        + "dog: remove\n"
        + "2 to restart, 1 to adjust, 2 to add, 1 to remove\n";

    private static readonly string Changed = Cat + "stopwaitsecs=11\nstdout_logfile=NONE\n" + "[program:eel]\ncommand=/bin/cat\n"
        + Numbered.Replace("/bin/cat", "/bin/cat -u", StringComparison.Ordinal) + "3\nenvironment=PASSWORD=hidden\n";

    [Fact]
    public async Task A_plan_says_what_would_happen_and_why_and_nothing_happens()
    {
        await using var supervisor = await StartAsync(Cat + Dog + Numbered + "2\n");
        var before = await PidsAsync(supervisor);
        await PrintsAsync(supervisor, 0, "No config updates to processes\n", "plan");
        supervisor.Reconfigure(Changed);
        await PrintsAsync(supervisor, 2, Planned, "plan");
        await PrintsAsync(supervisor, 2, Planned, "update", "--dry-run");
        await PrintsAsync(supervisor, 2, "cat: adjust (stopwaitsecs: 10 -> 11, stdout_logfile: AUTO -> NONE)\n1 to adjust\n", "plan", "cat");
        Assert.Equal(before, await PidsAsync(supervisor));
    }

    /// <summary>Unlike a reread: what is not read for good cannot be added.</summary>
    [Fact]
    public async Task What_the_daemon_wants_stays_as_it_was_read()
    {
        await using var supervisor = await StartAsync(Cat);
        supervisor.Reconfigure(Cat + Dog);
        await PrintsAsync(supervisor, 2, "dog: add\n1 to add, 1 unchanged\n", "plan");
        Assert.Equal(10, (await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "dog")).Fault?.Code);
        Assert.Single((await supervisor.Rpc.CallAsync("supervisor.getAllConfigInfo")).Array);
        await PrintsAsync(supervisor, 0, "dog: added process group\n", "update");
        await PrintsAsync(supervisor, 0, "No config updates to processes\n", "plan");
    }

    [Fact]
    public async Task The_plan_as_json_has_every_process_and_no_secret()
    {
        await using var supervisor = await StartAsync(Cat + Numbered + "1\nenvironment=PASSWORD=forgotten\n");
        supervisor.Reconfigure(Cat + Numbered + "1\nenvironment=PASSWORD=hidden\nuser=root\n");
        var completed = await RunAsync(supervisor, "plan", "--json", "n");
        Assert.Equal((2, ""), (completed.ExitCode, completed.Error));
        var rows = JsonDocument.Parse(completed.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["n  keep", "n n0 restart"], rows.Select(r => $"{r.GetProperty("group")} {r.GetProperty("process")} {r.GetProperty("kind")}"));
        var keys = rows[1].GetProperty("keys").EnumerateArray().Select(k => $"{k.GetProperty("name")} '{k.GetProperty("old")}' '{k.GetProperty("new")}'");
        Assert.Equal(["user '' '0'", "environment '' ''"], keys);
        var everything = (await RunAsync(supervisor, "plan", "--json")).Output;
        Assert.Equal(4, JsonDocument.Parse(everything).RootElement.GetArrayLength());
        Assert.DoesNotContain("hidden", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("forgotten", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_sentences_and_exit_with_1()
    {
        await using var supervisor = await StartAsync(Cat);
        await PrintsAsync(supervisor, 1, "ERROR: no such group: nope\nNo config updates to processes\n", "plan", "nope");
        Assert.StartsWith("Error: plan has no option --jsno\n", (await RunAsync(supervisor, "plan", "--jsno")).Output, StringComparison.Ordinal);
        supervisor.Reconfigure(Cat + "startretries=many\n");
        var reason = $"invalid literal for int() with base 10: 'many' in section 'program:cat' (file: '{supervisor.ConfigurationPath}')";
        await PrintsAsync(supervisor, 1, $"ERROR: CANT_REREAD: {reason}\n", "plan");
        var json = await RunAsync(supervisor, "plan", "--json");
        Assert.Equal((1, "", $"ERROR: CANT_REREAD: {reason}\n"), (json.ExitCode, json.Output, json.Error));
    }

    [Fact]
    public async Task Stocks_daemon_has_no_plan_and_that_is_said()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat, await Peer.StockAsync());
        var completed = await RunAsync(supervisor, "plan");
        Assert.Equal(1, completed.ExitCode);
        Assert.StartsWith("ERROR: this supervisord cannot tell a plan: it is Python's", completed.Output, StringComparison.Ordinal);
    }

    private static async Task<RunningSupervisor> StartAsync(string sections)
    {
        var supervisor = await RunningSupervisor.StartAsync(sections);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        return supervisor;
    }

    private static async Task<IReadOnlyList<string>> PidsAsync(RunningSupervisor supervisor) =>
        [.. (await supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")).Array.Cast<RpcStruct>().Select(p => $"{p["name"]} {p["pid"]}")];

    private static async Task PrintsAsync(RunningSupervisor supervisor, int exitCode, string expected, params string[] words) =>
        Assert.Equal(new CompletedChild(exitCode, expected, ""), await RunAsync(supervisor, words));

    private static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] words)
    {
        await using var client = new OurCtl();
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, "");
    }
}
