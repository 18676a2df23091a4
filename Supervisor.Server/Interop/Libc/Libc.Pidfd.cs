using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>linux/pidfd.h</c>: what the kernel tells of a process by its descriptor, from Linux 6.13 on; how it ended, from 6.15 on.</summary>
internal static unsafe partial class Libc
{
    /// <summary>For the structure as it was at first, 64 bytes.</summary>
    internal const uint PIDFD_GET_INFO = 0xC040FF0B;

    internal const ulong PIDFD_INFO_EXIT = 8;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);
}
