namespace Supervisor.Server.Interop;

/// <summary>A timer of the kernel that is never due, and is cancelled whenever the wall clock jumps: somebody sets it, or the machine wakes up.</summary>
internal sealed unsafe class WallClockTimer : IDisposable
{
    /// <summary>The year 2038, after which nothing is heard any more: who listens looks now and then anyhow.</summary>
    private const int Never = int.MaxValue;

    /// <summary>Fails with PosixException.</summary>
    public WallClockTimer()
    {
        Descriptor = Libc.timerfd_create(Libc.CLOCK_REALTIME, Libc.TFD_NONBLOCK | Libc.TFD_CLOEXEC);
        if (Descriptor < 0)
            throw PosixException.Last("timerfd_create");
        if (Arm() == 0)
            return;
        var refused = PosixException.Last("timerfd_settime");
        Pipes.Close(Descriptor);
        throw refused;
    }

    /// <summary>Readable when the clock has jumped.</summary>
    public int Descriptor { get; }

    /// <summary>Whether the clock has jumped since it was asked last.</summary>
    public bool WasSet()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        if (Pipes.Read(Descriptor, count).Errno != Errno.ECANCELED)
            return false;
        _ = Arm();
        return true;
    }

    public void Dispose() => Pipes.Close(Descriptor);

    private int Arm()
    {
        var at = new Libc.itimerspec { it_value = new() { tv_sec = Never } };
        return Libc.timerfd_settime(Descriptor, Libc.TFD_TIMER_ABSTIME | Libc.TFD_TIMER_CANCEL_ON_SET, &at, null);
    }
}
