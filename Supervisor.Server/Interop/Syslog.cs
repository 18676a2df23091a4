namespace Supervisor.Server.Interop;

/// <summary>The C library's way to the system's log; it may block.</summary>
internal static unsafe class Syslog
{
    /// <summary>One zero-terminated line at USER.INFO under the program's own name, as Python's syslog.syslog sends it.</summary>
    public static void Info(byte[] text)
    {
        fixed (byte* format = "%s\0"u8)
        fixed (byte* line = text)
            Libc.syslog(Libc.LOG_USER | Libc.LOG_INFO, format, line);
    }
}
