using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/mman.h</c>: files in memory.</summary>
internal static partial class Libc
{
    internal const uint MFD_CLOEXEC = 1;
    internal const uint MFD_ALLOW_SEALING = 2;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, uint flags);
}
