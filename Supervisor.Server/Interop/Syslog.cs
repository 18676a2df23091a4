using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The C library's way to the system's log; it may block.</summary>
internal static unsafe partial class Syslog
{
    private const int LOG_INFO = 6;
    private const int LOG_USER = 1 << 3;

    /// <summary>One zero-terminated line at USER.INFO under the program's own name, as Python's syslog.syslog sends it.</summary>
    public static void Info(byte[] text)
    {
        fixed (byte* format = "%s\0"u8)
        fixed (byte* line = text)
            syslog(LOG_USER | LOG_INFO, format, line);
    }

    [LibraryImport("libc")]
    private static partial void syslog(int priority, byte* format, byte* line);
}
