using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>This part: what a process can learn of itself and of its machine.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library)]
    internal static partial nuint getauxval(nuint type);

    [LibraryImport(Library)]
    internal static partial int gethostname(byte* name, nuint size);

    [LibraryImport(Library)]
    internal static partial int sigaction(int number, void* action, void* before);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint newlocale(int mask, string locale, nint based);

    [LibraryImport(Library)]
    internal static partial byte* nl_langinfo_l(int item, nint locale);

    [LibraryImport(Library)]
    internal static partial void freelocale(nint locale);
}
