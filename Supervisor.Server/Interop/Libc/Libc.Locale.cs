using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>locale.h</c>: locales, and <c>langinfo.h</c>: their parts.</summary>
internal static unsafe partial class Libc
{
    internal const int LC_CTYPE_MASK = 1;

    /// <summary><c>NL_LOCALE_NAME(LC_CTYPE)</c>.</summary>
    internal const int NL_LOCALE_NAME_LC_CTYPE = 0xFFFF;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint newlocale(int mask, string locale, nint based);

    [LibraryImport(Library)]
    internal static partial byte* nl_langinfo_l(int item, nint locale);

    [LibraryImport(Library)]
    internal static partial void freelocale(nint locale);
}
