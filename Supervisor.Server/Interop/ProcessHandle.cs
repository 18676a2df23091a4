using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// A process that is nobody's child here, held so that a signal reaches it and not whoever has its pid later: by a descriptor of the kernel's, before
/// Linux 5.3 by a look at when it was started. Owns the descriptor. Where it has none it asks <c>/proc</c>: not for the event loop's thread then.
/// </summary>
internal sealed class ProcessHandle : IDisposable
{
    private const int InfoBytes = 64;
    private const int ExitCodeAt = 60;

    private readonly int _pid;
    private readonly long _startedAt;

    /// <param name="pid">The process.</param>
    /// <param name="startedAt">When it was started, as <see cref="ProcessStat.StartedAt"/> counts.</param>
    /// <param name="descriptor">The kernel's for it; the handle's from now on.</param>
    public ProcessHandle(int pid, long startedAt, int descriptor) => (_pid, _startedAt, Descriptor) = (pid, startedAt, descriptor);

    /// <summary>Readable once the process has ended; -1 where the kernel has no such thing.</summary>
    public int Descriptor { get; }

    public bool IsAlive => Descriptor >= 0 ? !Poll.IsReadable(Descriptor) : IsThere;

    /// <summary>How it ended; null where the kernel does not tell, or not yet: whoever is its parent has to have heard of it first.</summary>
    public unsafe WaitStatus? ExitStatus
    {
        get
        {
            var info = stackalloc byte[InfoBytes];
            new Span<byte>(info, InfoBytes).Clear();
            ref var mask = ref *(ulong*)info;
            mask = Libc.PIDFD_INFO_EXIT;
            if (Descriptor < 0 || Libc.ioctl(Descriptor, Libc.PIDFD_GET_INFO, info) < 0 || (mask & Libc.PIDFD_INFO_EXIT) == 0)
                return null;
            return new WaitStatus(*(int*)(info + ExitCodeAt));
        }
    }

    private bool IsThere => ProcessList.Find(_pid) is { IsDead: false } now && now.StartedAt == _startedAt;

    /// <summary>Null where it has ended.</summary>
    public static ProcessHandle? Open(in ProcessStat process) => Open(process.Pid, process.StartedAt);

    /// <inheritdoc cref="Open(in ProcessStat)"/>
    public static ProcessHandle? Open(int pid, long startedAt)
    {
        var descriptor = (int)Libc.pidfd_open(pid, 0);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Errno.ESRCH)
            return null;
        var handle = new ProcessHandle(pid, startedAt, descriptor);
        // Asked after the descriptor was there: it is that of the process that was meant.
        if (handle.IsThere)
            return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>Returns an errno, 0 for success.</summary>
    /// <param name="signal">The number.</param>
    /// <param name="asGroup">To all of the group that it leads; nobody gets it where the leader has ended, since the number may be another group's by now.</param>
    public int Signal(int signal, bool asGroup)
    {
        if ((asGroup || Descriptor < 0) && !IsAlive)
            return Errno.ESRCH;
        var result = asGroup ? Libc.kill(-_pid, signal)
            : Descriptor < 0 ? Libc.kill(_pid, signal)
            : (int)Libc.pidfd_send_signal(Descriptor, signal);
        return result < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
            Pipes.Close(Descriptor);
    }
}
