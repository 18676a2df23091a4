using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>Hears at once when somebody sets the machine's clock, or the machine wakes up. Where the kernel has nothing of the kind it is silent. Loop thread only.</summary>
internal sealed class WallClockNews : IDisposable
{
    private readonly WallClockTimer? _timer;
    private readonly FdWatch? _watch;
    private readonly Action _wasSet;

    public WallClockNews(EventLoop loop, IMainLog log, Action wasSet)
    {
        _wasSet = wasSet;
        try
        {
            _timer = new WallClockTimer();
            _watch = loop.Watch(_timer.Descriptor, _ => Heard());
        }
        catch (PosixException refused)
        {
            _timer?.Dispose();
            _timer = null;
            log.NoWallClockNews(refused.Message);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _timer?.Dispose();
    }

    private void Heard()
    {
        if (_timer!.WasSet())
            _wasSet();
    }
}
