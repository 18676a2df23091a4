namespace Supervisor.Server.Logging;

/// <summary>
/// Keeps the threads that write logs where they are, each between two writes: what was written down of them stays true. Disposed, they go on.
/// </summary>
internal sealed class LogHold : IDisposable
{
    private readonly ManualResetEvent _released = new(initialState: false);

    /// <summary>On a thread that writes; returns when the hold is over.</summary>
    public void Wait() => _released.WaitOne();

    /// <summary>Not the event itself: a thread may be on its way to it.</summary>
    public void Dispose() => _released.Set();
}
