using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>stdio.h</c>: names of files.</summary>
internal static partial class Libc
{
    internal const uint RENAME_NOREPLACE = 1;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rename(string from, string to);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
