using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Ten upgrades while everything happens at once. The long form is <c>benchmarks/upgrade</c>.</summary>
public class UpgradeUnderLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nobody_is_refused_an_answer_and_neither_a_line_nor_an_event_nor_a_death_is_lost_or_doubled()
    {
        if (await UpgradeRun.RunAsync(rounds: 10) is not { } figures)
            return;
        output.WriteLine($"{figures}; gaps of {string.Join(", ", figures.GapMilliseconds)} ms");
        Assert.Empty(figures.Failures);
        Assert.Equal((0, 0, 0), (figures.LinesLost, figures.EventsLost, figures.DeathsLost));
        Assert.True(figures is { Lines: > 1000, Events: > 100, Requests: > 100 }, $"{figures}");
    }

    [Fact]
    public async Task As_many_descriptors_are_open_afterwards_as_before()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat + "[eventlistener:quiet]\ncommand=/bin/cat\nevents=TICK_3600\nstartsecs=0\n");
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        await daemon.UpgradeAsync();
        var before = await daemon.OpenDescriptorsAsync();
        for (var round = 0; round < 5; round++)
        {
            await daemon.Program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
            await daemon.UpgradeAsync();
        }
        Assert.Equal(before, await daemon.OpenDescriptorsAsync());
    }
}
