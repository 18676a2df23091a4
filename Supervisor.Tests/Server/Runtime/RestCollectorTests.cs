using System.Runtime.CompilerServices;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Runtime;

/// <summary>Alone: what other tests allocate would count as work of the daemon.</summary>
[CollectionDefinition(nameof(RestCollectorTests), DisableParallelization = true)]
[Collection(nameof(RestCollectorTests))]
public sealed class RestCollectorTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly LoopThread _running = new();
    private RestCollector? _collector;

    public void Dispose()
    {
        _running.Do(() => _collector?.Dispose()).GetAwaiter().GetResult();
        _running.Dispose();
    }

    [Fact]
    public async Task Garbage_is_collected_once_when_all_has_been_quiet_for_a_second()
    {
        await BeginAsync();
        var garbage = await _running.Do(() => Leave(3 * Megabyte));
        await _running.AdvanceAsync(Wait / 2);
        Assert.True(garbage.IsAlive);
        await _running.AdvanceAsync(Wait / 2);
        Assert.False(garbage.IsAlive);
        var collections = GC.CollectionCount(GC.MaxGeneration);
        await _running.AdvanceAsync(10 * Wait);
        Assert.Equal(collections, GC.CollectionCount(GC.MaxGeneration));
    }

    [Fact]
    public async Task As_long_as_there_is_work_it_waits_on()
    {
        await BeginAsync();
        var garbage = await _running.Do(() => Leave(3 * Megabyte));
        for (var i = 0; i < 3; i++)
        {
            await _running.Do(() => Leave(Megabyte));
            await _running.AdvanceAsync(Wait);
            Assert.True(garbage.IsAlive);
        }
        await _running.AdvanceAsync(Wait);
        Assert.False(garbage.IsAlive);
    }

    [Fact]
    public async Task A_little_garbage_is_left_where_it_is()
    {
        await BeginAsync();
        var garbage = await _running.Do(() => Leave(Megabyte));
        await _running.AdvanceAsync(10 * Wait);
        await _running.AdvanceAsync(10 * Wait);
        Assert.True(garbage.IsAlive);
    }

    /// <summary>What the run allocated before is collected first, so that each test counts from nothing.</summary>
    private async Task BeginAsync()
    {
        await _running.Do(() => _collector = new RestCollector(_running.Loop));
        var before = GC.CollectionCount(GC.MaxGeneration);
        await _running.Do(() => Leave(3 * Megabyte));
        await Eventually.HoldsAsync(
            async () =>
            {
                await _running.AdvanceAsync(Wait);
                return GC.CollectionCount(GC.MaxGeneration) > before;
            },
            "the first collection");
    }

    /// <summary>Old enough that only a full collection takes it; not inlined, so that no frame holds it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Leave(int bytes) => new(new byte[bytes]);
}
