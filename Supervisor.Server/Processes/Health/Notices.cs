using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>Hears what the children of one process say by sd_notify(3): owns the socket. Loop thread only.</summary>
internal sealed class Notices : IDisposable
{
    /// <summary>Whoever floods the socket has no more of a turn than this; the rest is read in the next one.</summary>
    private const int MostInTurn = 32;

    private readonly NoticeSocket _socket;
    private readonly Func<Notice, bool> _isFrom;
    private readonly Action<NoticeText> _heard;
    private readonly FdWatch _watch;
    private readonly byte[] _bytes = new byte[NoticeText.LongestDatagram];

    private Notices(EventLoop loop, NoticeSocket socket, Func<Notice, bool> isFrom, Action<NoticeText> heard)
    {
        (_socket, _isFrom, _heard) = (socket, isFrom, heard);
        _watch = loop.Watch(socket.Descriptor, _ => Read());
    }

    /// <param name="loop">Tells when there is something.</param>
    /// <param name="socket">Where it comes.</param>
    /// <param name="isFrom">Whether the sender may speak for the process.</param>
    /// <param name="heard">Takes it.</param>
    public static Notices Hear(EventLoop loop, NoticeSocket socket, Func<Notice, bool> isFrom, Action<NoticeText> heard) => new(loop, socket, isFrom, heard);

    public string Name => _socket.Name;

    public int Descriptor => _socket.Descriptor;

    /// <summary>Datagrams that were too long, or from somebody else.</summary>
    public int Dropped { get; private set; }

    /// <summary>Takes what has come, before the death of a child is told: what it said last counts.</summary>
    public void Read()
    {
        for (var count = 0; count < MostInTurn && _socket.Receive(_bytes) is { } notice; count++)
        {
            if (notice.IsCut || !_isFrom(notice))
                Dropped++;
            else
                _heard(NoticeText.Parse(_bytes.AsSpan(0, notice.Length)));
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _socket.Dispose();
    }
}
