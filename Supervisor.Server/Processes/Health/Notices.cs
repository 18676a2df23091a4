using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Hears what the children of one process say by sd_notify(3): owns the socket, which stays from one child to the next. While no child is known nobody listens: what
/// one says as its first act waits until it is. Loop thread only.
/// </summary>
/// <param name="loop">Tells when there is something.</param>
/// <param name="socket">Where it comes.</param>
/// <param name="isFrom">Whether the sender may speak for the process.</param>
/// <param name="heard">Takes what is said.</param>
/// <param name="dropped">Told of what is not taken: of another sender, or too long.</param>
internal sealed class Notices(EventLoop loop, NoticeSocket socket, Func<Notice, bool> isFrom, Action<NoticeText> heard, Action<Notice> dropped) : IDisposable
{
    /// <summary>Whoever floods the socket has no more of a turn than this; the rest is read in the next one.</summary>
    private const int MostInTurn = 32;

    /// <summary>The kernel keeps far fewer.</summary>
    private const int MostLeft = 4096;

    private readonly byte[] _bytes = new byte[NoticeText.LongestDatagram];
    private FdWatch? _watch;

    public int Descriptor => socket.Descriptor;

    /// <summary>There is a child.</summary>
    public void Listen()
    {
        _watch ??= loop.Watch(socket.Descriptor, _ => Read(MostInTurn));
        Read(MostInTurn);
    }

    /// <summary>The child is dead: what it said last counts, and no more is heard.</summary>
    public void HearTheLast()
    {
        Read(MostLeft);
        _watch?.Dispose();
        _watch = null;
    }

    /// <summary>What came between two children is nobody's.</summary>
    public void Forget()
    {
        for (var count = 0; count < MostLeft && socket.Receive(_bytes) is not null; count++)
        {
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        socket.Dispose();
    }

    private void Read(int most)
    {
        for (var count = 0; count < most && socket.Receive(_bytes) is { } notice; count++)
        {
            if (notice.IsCut || !isFrom(notice))
                dropped(notice);
            else
                heard(NoticeText.Parse(_bytes.AsSpan(0, notice.Length)));
        }
    }
}
