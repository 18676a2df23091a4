using Supervisor.Rpc.Dispatch;

namespace Supervisor.Server.Http;

/// <summary>
/// What one answer has of the <see cref="AnswerBudget"/>: first what is read for it and what that may become, then its own bytes until they
/// are sent. Small answers have nothing of it and wait for nobody. One thread at a time.
/// </summary>
internal sealed class AnswerLease(AnswerBudget budget, bool isMulticall) : IAnswerRoom, IDisposable
{
    /// <summary>What is not worth counting.</summary>
    public const int SmallBytes = 256 * 1024;

    /// <summary>The longest that one byte of a log becomes: <c>&amp;amp;</c>.</summary>
    private const int LongestEscape = 5;

    /// <summary>An answer that had so much is worth a collection when it is sent; one takes some milliseconds.</summary>
    private const long CollectedBytes = 32 << 20;

    private long _most;
    private long _read;
    private long _held;

    public Task<bool> TakeAsync(long bytes)
    {
        _read += bytes;
        if (_read <= SmallBytes || _held == budget.Bytes)
            return Task.FromResult(true);
        // Nobody waits with something in his hands: two that did might wait for each other.
        var wanted = isMulticall ? budget.Bytes : bytes + Math.Min(RpcMethodTable.MaxAnswerBytes, bytes * LongestEscape);
        return HoldAsync(Math.Min(wanted, budget.Bytes));
    }

    /// <summary>The answer is written and what was read is not needed any more. False where its bytes do not fit in now.</summary>
    public bool TrySettle(long bytes)
    {
        var wanted = bytes <= SmallBytes ? 0 : bytes;
        if (wanted > _held && !budget.TryTake(wanted - _held))
            return false;
        budget.Return(Math.Max(0, _held - wanted));
        _held = wanted;
        _most = Math.Max(_most, _held);
        return true;
    }

    /// <summary>Waits until an answer that did not fit in does. False where it is to be refused.</summary>
    public Task<bool> WaitForAsync(long bytes)
    {
        budget.Return(HandOver());
        return HoldAsync(bytes);
    }

    /// <summary>What it holds is somebody else's to return from now on.</summary>
    public long HandOver()
    {
        var held = _held;
        _held = 0;
        return held;
    }

    public void Dispose()
    {
        // Room that is given back is to be there: what is not collected yet is memory, too.
        if (_most >= CollectedBytes)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        _most = 0;
        budget.Return(HandOver());
    }

    private async Task<bool> HoldAsync(long bytes)
    {
        if (!await budget.TakeAsync(bytes).ConfigureAwait(false))
            return false;
        _held += bytes;
        _most = Math.Max(_most, _held);
        return true;
    }
}
