using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/eventfd.h</c>: a counter that wakes who waits for it.</summary>
internal static partial class Libc
{
    internal const int EFD_NONBLOCK = 0x800;
    internal const int EFD_CLOEXEC = 0x80000;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int eventfd(uint initval, int flags);
}
