using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/syscall.h</c>: numbers of calls that the C library has no function for, or one that does more.</summary>
internal static partial class Libc
{
    internal const int SYS_fchmodat2 = 452;
    internal const int SYS_pidfd_send_signal = 424;
    internal const int SYS_pidfd_open = 434;

    internal static readonly nint SYS_setgroups = IsArm ? 159 : 116;
    internal static readonly nint SYS_setresuid = IsArm ? 147 : 117;
    internal static readonly nint SYS_ioprio_set = IsArm ? 30 : 251;
    internal static readonly nint SYS_ioprio_get = IsArm ? 31 : 252;
    internal static readonly nint SYS_setresgid = IsArm ? 149 : 119;

    internal static nint fchmodat2(int directory, string path, uint mode, int flags) => syscall(SYS_fchmodat2, directory, path, mode, flags);

    internal static nint pidfd_open(int pid, uint flags) => syscall(SYS_pidfd_open, pid, (nint)flags, 0);

    internal static nint pidfd_send_signal(int descriptor, int signal) => syscall(SYS_pidfd_send_signal, descriptor, signal, 0, 0);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint syscall(nint number, nint first, nint second, nint third);

    [LibraryImport(Library, SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint directory, string path, nuint mode, nint flags);
}
