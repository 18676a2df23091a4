using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.Model;

/// <summary>The short form of benchmarks/model/model.cs: what it finds there becomes a seed or a test here.</summary>
public class ModelTests(ITestOutputHelper output)
{
    private const int Actions = 30;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_done_to_the_daemon_nothing_is_lost_doubled_or_kept(int seed) =>
        output.WriteLine($"seed {seed}: {await ModelRun.RunAsync(seed, Actions, await Peer.OursAsync())}");

    [Fact]
    public async Task Nor_is_it_with_a_seed_that_nobody_has_tried()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}: {await ModelRun.RunAsync(seed, Actions, await Peer.OursAsync())}");
    }
}
