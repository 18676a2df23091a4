using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// A process that is nobody's child here, held so that a signal reaches it and not whoever has its pid later: by a descriptor of the kernel's, before
/// Linux 5.3 by a look at when it was started. Owns the descriptor. Asks <c>/proc</c>: not for the event loop's thread.
/// </summary>
internal sealed class ProcessHandle : IDisposable
{
    private readonly ProcessStat _process;

    private ProcessHandle(in ProcessStat process, int descriptor) => (_process, Descriptor) = (process, descriptor);

    /// <summary>Readable once the process has ended; -1 where the kernel has no such thing.</summary>
    public int Descriptor { get; }

    public bool IsAlive => ProcessList.Find(_process.Pid) is { IsDead: false } now && now.StartedAt == _process.StartedAt;

    /// <summary>Null where it has ended.</summary>
    public static ProcessHandle? Open(in ProcessStat process)
    {
        var descriptor = (int)Libc.pidfd_open(process.Pid, 0);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Errno.ESRCH)
            return null;
        var handle = new ProcessHandle(process, descriptor);
        // Asked after the descriptor was there: it is that of the process that was meant.
        if (handle.IsAlive)
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
        var result = asGroup ? Libc.kill(-_process.Pid, signal)
            : Descriptor < 0 ? Libc.kill(_process.Pid, signal)
            : (int)Libc.pidfd_send_signal(Descriptor, signal);
        return result < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
            Pipes.Close(Descriptor);
    }
}
