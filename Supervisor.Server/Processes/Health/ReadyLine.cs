using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>The pipe on which a child says by a line that it is ready, as s6 and dinit have it: owns the descriptor, until the line has come or nobody can write it any more. Loop thread only.</summary>
internal sealed class ReadyLine : IDisposable
{
    private readonly FdWatch _watch;
    private readonly Action _isReady;
    private int _fd;

    private ReadyLine(EventLoop loop, int fd, Action isReady)
    {
        (_fd, _isReady) = (fd, isReady);
        Pipes.SetNonBlocking(fd);
        _watch = loop.Watch(fd, _ => Read());
    }

    /// <summary>-1 where it is closed.</summary>
    public int Descriptor => _fd;

    public static ReadyLine Hear(EventLoop loop, int fd, Action isReady) => new(loop, fd, isReady);

    /// <summary>Takes what has come.</summary>
    public void Read()
    {
        Span<byte> bytes = stackalloc byte[256];
        while (_fd >= 0)
        {
            var read = Pipes.Read(_fd, bytes);
            if (read.Errno == Errno.EAGAIN)
                return;
            var hasLine = read.Errno == 0 && bytes[..read.Count].Contains((byte)'\n');
            if (!hasLine && read is { Errno: 0, Count: > 0 })
                continue;
            Dispose();
            if (hasLine)
                _isReady();
        }
    }

    public void Dispose()
    {
        if (_fd < 0)
            return;
        _watch.Dispose();
        Pipes.Close(_fd);
        _fd = -1;
    }
}
