using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>
/// The loop's interest in one descriptor. Disposing it before the descriptor is closed ends it, also for events that were already taken
/// from the kernel in the same turn: descriptor numbers are used again at once. Loop thread only.
/// </summary>
internal sealed class FdWatch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<Readiness> _ready;
    private Readiness _interest;

    internal FdWatch(EventLoop loop, int fd, long token, Readiness interest, Action<Readiness> ready) =>
        (_loop, Fd, Token, _interest, _ready) = (loop, fd, token, interest, ready);

    internal int Fd { get; }

    internal long Token { get; }

    /// <summary>
    /// What to wait for from now on. With no interest at all the descriptor leaves the kernel's set: a hang-up would be
    /// reported regardless, for ever.
    /// </summary>
    public void Set(bool readable, bool writable)
    {
        var interest = (readable ? Readiness.Readable : 0) | (writable ? Readiness.Writable : 0);
        if (interest == _interest)
            return;
        _loop.Change(this, _interest, interest);
        _interest = interest;
    }

    public void Dispose()
    {
        if (_loop.Forget(this, _interest))
            _interest = Readiness.None;
    }

    internal void Run(Readiness ready) => _ready(ready);
}
