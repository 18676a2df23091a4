using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>pwd.h</c>: users. Each function returns the errno.</summary>
internal static unsafe partial class Libc
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct passwd
    {
        public nint pw_name;
        public nint pw_passwd;
        public int pw_uid;
        public int pw_gid;
        public nint pw_gecos;
        public nint pw_dir;
        public nint pw_shell;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int getpwnam_r(string name, passwd* entry, byte* buffer, nint size, passwd** result);

    [LibraryImport(Library)]
    internal static partial int getpwuid_r(int uid, passwd* entry, byte* buffer, nint size, passwd** result);
}
