using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// Another user's credentials for the calling thread alone: the C library's functions would change every thread, the system calls
/// underneath change one. The saved user id stays 0, which is the way back. For a look at files with the eyes of another user, by a program that does
/// nothing else: meanwhile that user may signal it.
/// </summary>
internal static unsafe class ThreadCredentials
{
    private static readonly int OwnGroup = Libc.getgid();
    private static readonly int[] OwnGroups = ReadOwnGroups();

    /// <summary>False where it is refused; then nothing has changed.</summary>
    public static bool TryTake(Identity identity)
    {
        if (TrySetGroups(identity.Groups)
            && Libc.syscall(Libc.SYS_setresgid, identity.Gid, identity.Gid, OwnGroup) >= 0
            && Libc.syscall(Libc.SYS_setresuid, identity.Uid, identity.Uid, 0) >= 0)
        {
            return true;
        }
        _ = Libc.syscall(Libc.SYS_setresgid, OwnGroup, OwnGroup, OwnGroup);
        TrySetGroups(OwnGroups);
        return false;
    }

    /// <summary>A thread that cannot come back must not start anything for anybody else.</summary>
    public static void Restore()
    {
        if (Libc.syscall(Libc.SYS_setresuid, 0, 0, 0) < 0 || Libc.syscall(Libc.SYS_setresgid, OwnGroup, OwnGroup, OwnGroup) < 0 || !TrySetGroups(OwnGroups))
            throw new PosixException("setresuid", Marshal.GetLastPInvokeError());
    }

    private static bool TrySetGroups(int[] groups)
    {
        fixed (int* first = groups)
            return Libc.syscall(Libc.SYS_setgroups, groups.Length, (nint)first, 0) >= 0;
    }

    private static int[] ReadOwnGroups()
    {
        var count = Libc.getgroups(0, null);
        var groups = new int[Math.Max(0, count)];
        fixed (int* first = groups)
            _ = Libc.getgroups(groups.Length, first);
        return groups;
    }
}
