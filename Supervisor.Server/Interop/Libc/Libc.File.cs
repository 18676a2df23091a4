using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/file.h</c>: locks.</summary>
internal static partial class Libc
{
    internal const int LOCK_SH = 1;
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int flock(int fd, int operation);
}
