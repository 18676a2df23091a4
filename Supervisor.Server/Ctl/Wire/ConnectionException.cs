namespace Supervisor.Server.Ctl.Wire;

/// <summary>The kernel said no to the connection, or ended it.</summary>
internal sealed class ConnectionException(int errno) : ClientException(KindOf(errno), $"[Errno {errno}] {Interop.Errno.Text(errno)}")
{
    public int Errno { get; } = errno;

    private static string KindOf(int errno) => errno switch
    {
        Interop.Errno.EPERM or Interop.Errno.EACCES => "PermissionError",
        Interop.Errno.ENOENT => "FileNotFoundError",
        Interop.Errno.ENOTDIR => "NotADirectoryError",
        Interop.Errno.ECONNREFUSED => "ConnectionRefusedError",
        Interop.Errno.ECONNRESET => "ConnectionResetError",
        Interop.Errno.ECONNABORTED => "ConnectionAbortedError",
        Interop.Errno.EPIPE or Interop.Errno.ESHUTDOWN => "BrokenPipeError",
        Interop.Errno.EAGAIN => "BlockingIOError",
        Interop.Errno.ETIMEDOUT => "TimeoutError",
        _ => "OSError",
    };
}
