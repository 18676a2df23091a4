using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/signalfd.h</c>: signals read from a descriptor.</summary>
internal static unsafe partial class Libc
{
    internal const int SFD_NONBLOCK = 0x800;
    internal const int SFD_CLOEXEC = 0x80000;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int signalfd(int fd, void* mask, int flags);
}
