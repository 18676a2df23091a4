namespace Supervisor.Server.Interop;

/// <summary>A counter in the kernel that wakes whoever waits for its descriptor.</summary>
internal sealed class EventFd : IDisposable
{
    private static readonly byte[] One = BitConverter.GetBytes(1UL);

    private readonly byte[] _count = new byte[8];
    private readonly Lock _gate = new();
    private bool _isClosed;

    public EventFd()
    {
        Descriptor = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (Descriptor < 0)
            throw PosixException.Last("eventfd");
    }

    public int Descriptor { get; }

    /// <summary>Any thread, and of no effect after the end: by then the number may be somebody else's file.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            if (!_isClosed)
                Pipes.Write(Descriptor, One);
        }
    }

    public void Clear() => Pipes.Read(Descriptor, _count);

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isClosed)
                Pipes.Close(Descriptor);
            _isClosed = true;
        }
    }
}
