using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/mman.h</c>: memory, and files in it.</summary>
internal static unsafe partial class Libc
{
    internal const uint MFD_CLOEXEC = 1;
    internal const uint MFD_ALLOW_SEALING = 2;

    internal const int MADV_DONTNEED = 4;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int madvise(void* address, nint length, int advice);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, uint flags);
}
