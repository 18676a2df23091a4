using System.Net.Sockets;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>What could not be done to a unix socket that was to listen.</summary>
internal enum UnixListenerStep
{
    /// <summary>The path does not fit an address.</summary>
    Path,
    Create,
    Bind,
    ChangeMode,
    ChangeOwner,
}

/// <summary>A unix socket cannot listen: at which step it failed, and the errno of why.</summary>
internal sealed class UnixListenerException(UnixListenerStep step, int errno) : Exception(Interop.Errno.Text(errno))
{
    public UnixListenerStep Step { get; } = step;

    public int Errno { get; } = errno;
}

/// <summary>
/// Owns a unix socket that listens under a name of its own making until it is given the right one: nobody meets it before its mode and
/// its owner are right. For requests and for FastCGI programs alike.
/// </summary>
internal sealed class UnixListener : IDisposable
{
    private readonly string _temporary;
    private bool _isNamed;

    private UnixListener(string temporary, Socket socket, FileIdentity identity) => (_temporary, Socket, Identity) = (temporary, socket, identity);

    /// <summary>Whoever gave it a name keeps it open.</summary>
    public Socket Socket { get; }

    public FileIdentity Identity { get; }

    /// <summary>Bytes that a path may have: the name of its own making is longer.</summary>
    public static int MaxPathBytes => UnixSocketCalls.MaxPathBytes - Suffix.Length;

    private static string Suffix { get; } = $".{Environment.ProcessId}";

    /// <summary>Fails with <see cref="UnixListenerException"/>, and then leaves nothing behind.</summary>
    public static UnixListener Open(string path, int mode, int? uid, int? gid, int backlog)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
            throw new UnixListenerException(UnixListenerStep.Path, 0);
        var temporary = path + Suffix;
        _ = UnixSocketCalls.Unlink(temporary);
        Check(UnixListenerStep.Create, UnixSocketCalls.Create(out var handle));
        var listens = false;
        try
        {
            Check(UnixListenerStep.Bind, UnixSocketCalls.Bind(handle, temporary));
            Check(UnixListenerStep.ChangeMode, UnixSocketCalls.ChangeMode(temporary, mode));
            if (uid is not null || gid is not null)
                Check(UnixListenerStep.ChangeOwner, UnixSocketCalls.ChangeOwner(temporary, uid, gid));
            Check(UnixListenerStep.Bind, UnixSocketCalls.Identify(temporary, out var identity, out _));
            var socket = new Socket(handle);
            socket.Listen(backlog);
            listens = true;
            return new UnixListener(temporary, socket, identity);
        }
        finally
        {
            if (!listens)
            {
                _ = UnixSocketCalls.Unlink(temporary);
                handle.Dispose();
            }
        }
    }

    /// <returns>0, or EEXIST where somebody has the name, or why it cannot be had.</returns>
    public int TakeName(string path) => Named(UnixSocketCalls.RenameWithoutReplacing(_temporary, path));

    /// <summary>Takes the name from whoever has it.</summary>
    public int ReplaceName(string path) => Named(UnixSocketCalls.Rename(_temporary, path));

    /// <summary>Closes it where it was given no name.</summary>
    public void Dispose()
    {
        if (_isNamed)
            return;
        _ = UnixSocketCalls.Unlink(_temporary);
        Socket.Dispose();
    }

    private int Named(int errno)
    {
        _isNamed |= errno == 0;
        return errno;
    }

    private static void Check(UnixListenerStep step, int errno)
    {
        if (errno != 0)
            throw new UnixListenerException(step, errno);
    }
}
