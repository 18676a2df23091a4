using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>
/// Gives memory back to the system once a start, a reload or a storm of requests has come to rest: nothing else would collect what they left
/// behind, since an idle daemon allocates nothing. Asks no clock while idle: only a turn of the loop that comes anyway can begin a wait.
/// Loop thread only.
/// </summary>
internal sealed class RestCollector : IDisposable
{
    /// <summary>Less garbage is not worth a collection.</summary>
    private const long WorthBytes = 2 * 1024 * 1024;

    /// <summary>Whoever allocates more within the wait is still busy.</summary>
    private const long BusyBytes = 256 * 1024;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly IDisposable _watch;
    private long _collectedAt;
    private long _seen;
    private Deadline? _wait;

    public RestCollector(EventLoop loop)
    {
        _loop = loop;
        _watch = loop.AtEachTurnsEnd(Look);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _wait?.Dispose();
    }

    /// <summary>What a start has left behind is given back when it has come to rest, however little it is.</summary>
    public void ExpectRest()
    {
        if (_wait is null)
            Begin();
    }

    private void Look()
    {
        if (_wait is not null || GC.GetTotalAllocatedBytes() - _collectedAt < WorthBytes)
            return;
        Begin();
    }

    private void Begin()
    {
        _seen = GC.GetTotalAllocatedBytes();
        _wait = _loop.Schedule(_loop.Now + Wait, End);
    }

    private void End()
    {
        _wait = null;
        if (GC.GetTotalAllocatedBytes() - _seen > BusyBytes)
        {
            Begin();
            return;
        }
        // First: to ask for them makes garbage, too.
        ProgramPages.GiveBack();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collectedAt = GC.GetTotalAllocatedBytes();
    }
}
