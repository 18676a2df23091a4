using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>syslog.h</c>: the system's log.</summary>
internal static unsafe partial class Libc
{
    internal const int LOG_INFO = 6;
    internal const int LOG_USER = 1 << 3;

    [LibraryImport(Library)]
    internal static partial void syslog(int priority, byte* format, byte* line);
}
