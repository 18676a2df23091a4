using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Takes the deaths of children from the kernel, one at a time, without waiting.</summary>
internal static unsafe class ChildReaper
{
    /// <summary>Waits for one child to end. Any other is left as it is.</summary>
    public static WaitStatus Await(int pid)
    {
        var raw = 0;
        while (Libc.waitpid(pid, &raw, 0) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
        {
        }
        return new WaitStatus(raw);
    }

    /// <summary>False when there is nothing to take now. As PID 1 strangers' children come here too.</summary>
    public static bool TryReap(out int pid, out WaitStatus status) => TryReap(-1, out pid, out status);

    /// <summary>The same for one child.</summary>
    public static bool TryReap(int child, out WaitStatus status) => TryReap(child, out _, out status);

    private static bool TryReap(int wanted, out int pid, out WaitStatus status)
    {
        int raw = 0;
        do
            pid = Libc.waitpid(wanted, &raw, Libc.WNOHANG);
        while (pid < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        status = new WaitStatus(raw);
        return pid > 0;
    }
}
