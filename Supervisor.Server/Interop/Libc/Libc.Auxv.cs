using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/auxv.h</c>: what the kernel told this process at its start.</summary>
internal static partial class Libc
{
    internal const nuint AT_EXECFN = 31;

    [LibraryImport(Library)]
    internal static partial nuint getauxval(nuint type);
}
