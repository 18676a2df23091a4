using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>
/// The signals the daemon answers to, read on the event loop. They are blocked in every thread (<see cref="BlockEverywhere"/>), so one
/// that comes when nobody reads waits in the kernel, over an exec too. Loop thread only.
/// </summary>
internal sealed class SignalSource : IDisposable
{
    private static readonly int[] Handled =
        [Signals.SIGTERM, Signals.SIGINT, Signals.SIGQUIT, Signals.SIGHUP, Signals.SIGUSR1, Signals.SIGUSR2, Signals.SIGCHLD];

    private readonly SignalDescriptor _signals = new(Handled);
    private readonly FdWatch _watch;
    private readonly Action<int> _handle;

    public SignalSource(EventLoop loop, Action<int> handle)
    {
        _handle = handle;
        _watch = loop.Watch(_signals.Descriptor, _ => Read());
    }

    /// <summary>Keeps the handled signals from having their default effect in any thread. To be called by the main thread first of all.</summary>
    public static void BlockEverywhere() => SignalMask.BlockEverywhere(Handled);

    public void Dispose()
    {
        _watch.Dispose();
        _signals.Dispose();
    }

    private void Read()
    {
        Span<int> taken = stackalloc int[16];
        for (var count = _signals.Take(taken); count > 0; count = _signals.Take(taken))
        {
            foreach (var signal in taken[..count])
                _handle(signal);
        }
    }
}
