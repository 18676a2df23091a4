using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>grp.h</c>: groups. Those that look one up return the errno.</summary>
internal static unsafe partial class Libc
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct group
    {
        public nint gr_name;
        public nint gr_passwd;
        public int gr_gid;
        public nint gr_mem;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int getgrnam_r(string name, group* entry, byte* buffer, nint size, group** result);

    [LibraryImport(Library)]
    internal static partial int getgrgid_r(int gid, group* entry, byte* buffer, nint size, group** result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int getgrouplist(string user, int group, int* groups, int* count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setgroups(nint size, int* groups);
}
