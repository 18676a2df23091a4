namespace Supervisor.Server.Interop;

/// <summary>A counter in the kernel that wakes whoever waits for its descriptor.</summary>
internal sealed class EventFd : IDisposable
{
    private const int EFD_NONBLOCK = 0x800;
    private const int EFD_CLOEXEC = 0x80000;
    private static readonly byte[] One = BitConverter.GetBytes(1UL);

    private readonly byte[] _count = new byte[8];

    public EventFd()
    {
        Descriptor = Libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (Descriptor < 0)
            throw PosixException.Last("eventfd");
    }

    public int Descriptor { get; }

    public void Signal() => Pipes.Write(Descriptor, One);

    public void Clear() => Pipes.Read(Descriptor, _count);

    public void Dispose() => Pipes.Close(Descriptor);
}
