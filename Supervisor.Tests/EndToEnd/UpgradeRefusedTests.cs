using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What must not take over does not: everything goes on, the reason is told in three places, and the next program that can, does.</summary>
public class UpgradeRefusedTests
{
    [Theory]
    [InlineData("missing", @"there is no program at '\S+/bin/supervisord': .*")]
    [InlineData("a directory", @"'\S+/bin/supervisord' is no executable file")]
    [InlineData("not executable", @"'\S+/bin/supervisord' is no executable file")]
    [InlineData("writable by others", @"'\S+/bin/supervisord' may be written by others than root and the daemon's user; take that away: chmod go-w, chown")]
    [InlineData("owned by another", @"'\S+/bin/supervisord' may be written by others than root and the daemon's user; take that away: chmod go-w, chown")]
    [InlineData("a text", @"'\S+/bin/supervisord' cannot be executed: .*")]
    [InlineData("cut off", @"'\S+/bin/supervisord' was tried and failed \(terminated by SIG(SEGV|BUS).*\)")]
    [InlineData("another program", @"'\S+/bin/supervisord' is no supervisord that could take over")]
    [InlineData("one that fails", @"'\S+/bin/supervisord' was tried and failed \(exit status 3\): no library")]
    [InlineData("one that hangs", @"'\S+/bin/supervisord' did not answer within 5 seconds")]
    [InlineData("another format", @"'\S+/bin/supervisord' was tried and failed \(exit status 2\): the state has the format 'supervisord-handover-1', this program reads 'supervisord-handover-9'")]
    public async Task A_program_that_cannot_take_over_is_refused_and_all_goes_on(string what, string reason)
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        var (pids, connection) = (await daemon.PidsAsync(), await HttpProbe.ConnectAsync(daemon.Rpc.EndPoint));
        await using var keptConnection = connection;
        await PlaceAsync(daemon.Program, what);

        Assert.Matches($@"\AFAILED: {reason}\z", (await daemon.Rpc.CallAsync("live.checkUpgrade")).Fault?.Text);
        var refused = await daemon.Rpc.CallAsync("live.upgrade");
        Assert.Equal(30, refused.Fault?.Code);
        Assert.Matches($@"\AFAILED: {reason}\z", refused.Fault!.Text);
        var status = await daemon.StatusAsync();
        Assert.Matches($@"\A{reason}\z", (string)status["last_error"]!);
        Assert.Equal((1, UpgradeProgram.First), ((int)status["generation"]!, (string)status["version"]!));
        Assert.Matches($@"ERRO upgrade refused, 5\.0\.0 goes on: {reason}\n", await daemon.MainLogAsync());
        Assert.Equal(pids, await daemon.PidsAsync());
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal(200, (await connection.ReplyAsync()).Status);
        await Eventually.GetAsync(
            () => Task.FromResult(daemon.Supervisor.DescendantPids.Count), count => count == 1, "nothing that was tried is left beside cat");

        await daemon.Program.ChangeAsync("rm -rf \"$F\"");
        await daemon.Program.ReplaceAsync(await UpgradeProgram.OtherVersionAsync());
        await daemon.UpgradeAsync();
        Assert.Equal(UpgradeProgram.Second, (await daemon.StatusAsync())["version"]);
        Assert.Equal(pids, await daemon.PidsAsync());
        await daemon.EndsAsync();
    }

    [Fact]
    public async Task One_that_is_put_there_after_the_other_was_tried_is_not_executed()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat + "[program:waits]\ncommand=/bin/cat\nstartsecs=2\nautostart=false\n");
        if (daemon is null)
            return;
        var starting = daemon.Rpc.CallAsync("supervisor.startProcess", "waits");
        await daemon.Rpc.WaitForStateAsync("waits", "STARTING");
        Assert.Null((await daemon.Rpc.CallAsync("live.upgrade")).Fault);
        // The upgrade waits for that start; what was tried is gone when it goes on.
        await daemon.Program.ReplaceAsync(await UpgradeProgram.OtherFormatAsync());
        var status = await daemon.EndedAsync(2);
        Assert.Equal((1, $"'{daemon.Program.Path}' was replaced meanwhile"), ((int)status["generation"]!, (string)status["last_error"]!));
        Assert.Equal(true, (await starting).Value);
        await daemon.Program.ReplaceAsync(await UpgradeProgram.OtherVersionAsync());
        await daemon.UpgradeAsync();
        await daemon.EndsAsync();
    }

    [Fact]
    public async Task One_that_answers_well_and_cannot_go_on_gives_the_process_back()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pids = await daemon.PidsAsync();
        var foreign = await UpgradeProgram.OtherFormatAsync();
        for (var round = 0; round < 2; round++)
        {
            await daemon.Program.ReplaceWithScriptAsync($"[ \"$1\" = take-over-check ] && exec {UpgradeProgram.Original} \"$@\"\nexec {foreign} \"$@\"");
            var generation = await daemon.GenerationAsync();
            Assert.Equal(generation + 1, (await daemon.Rpc.CallAsync("live.upgrade")).Value);
            var status = await daemon.EndedAsync(generation + 2);
            const string Reason = "the state has the format 'supervisord-handover-1', this program reads 'supervisord-handover-9'";
            Assert.Equal((generation + 2, UpgradeProgram.First, daemon.Pid), ((int)status["generation"]!, (string)status["version"]!, (int)status["pid"]!));
            Assert.EndsWith(Reason, (string)status["last_error"]!, StringComparison.Ordinal);
            Assert.Equal(round + 1, Regex.Count(await daemon.MainLogAsync(), $"ERRO .*{Regex.Escape(Reason)}"));
            Assert.Equal(pids, await daemon.PidsAsync());
            Assert.Equal("supervisord", daemon.Comm);
        }
        await daemon.Program.ReplaceAsync(await UpgradeProgram.OtherVersionAsync());
        await daemon.UpgradeAsync();
        Assert.Equal(UpgradeProgram.Second, (await daemon.StatusAsync())["version"]);
        Assert.Equal("supervisord", daemon.Comm);
        Assert.Equal(pids, await daemon.PidsAsync());
        await daemon.EndsAsync();
    }

    private static async Task PlaceAsync(UpgradeProgram program, string what)
    {
        var good = await UpgradeProgram.OtherVersionAsync();
        await (what switch
        {
            "missing" => program.ChangeAsync("rm \"$F\""),
            "a directory" => program.ChangeAsync("rm \"$F\"; mkdir \"$F\""),
            "not executable" => program.ReplaceAsync(good, "644"),
            "writable by others" => program.ReplaceAsync(good, "757"),
            "owned by another" => program.ChangeAsync($"cp '{good}' \"$F.new\"; chown 65534 \"$F.new\"; mv \"$F.new\" \"$F\""),
            "a text" => program.ChangeAsync("rm \"$F\"; echo no program > \"$F\"; chmod 755 \"$F\""),
            "cut off" => program.ChangeAsync($"head -c 1000000 '{good}' > \"$F.new\"; chmod 755 \"$F.new\"; mv \"$F.new\" \"$F\""),
            "another program" => program.ReplaceAsync("/bin/true"),
            "one that fails" => program.ReplaceWithScriptAsync("echo no library >&2; exit 3"),
            "one that hangs" => program.ReplaceWithScriptAsync("sleep 1000; exit 0"),
            "another format" => program.ReplaceAsync(await UpgradeProgram.OtherFormatAsync()),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        });
    }
}
