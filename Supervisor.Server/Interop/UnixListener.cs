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

    /// <summary>Somebody put another file in its place before it had its mode and owner.</summary>
    Replaced,
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
    private const int Root = 0;

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
            // Right from the first moment where the umask lets it be.
            UnixSocketCalls.ChangeModeBeforeBind(handle, mode);
            Check(UnixListenerStep.Bind, UnixSocketCalls.Bind(handle, temporary));
            var identity = MakeRight(temporary, mode, uid, gid);
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

    /// <summary>
    /// Gives the file its mode and owner. Between the binding and this somebody who may write to the folder can put another file there: what is
    /// changed is the file that was looked at, and root, whom the kernel refuses nothing, changes only a socket of its own.
    /// </summary>
    private static FileIdentity MakeRight(string path, int mode, int? uid, int? gid)
    {
        var file = UnixSocketCalls.OpenName(path, out var status);
        Check(UnixListenerStep.Bind, file < 0 ? -file : 0);
        try
        {
            var (changesMode, changesOwner) = (status.Permissions != (uint)mode, uid is not null || gid is not null);
            if (!status.IsSocket || ((changesMode || changesOwner) && status.Owner != Root && Credentials.CurrentUid == Root))
                throw new UnixListenerException(UnixListenerStep.Replaced, Interop.Errno.EEXIST);
            if (changesMode)
                Check(UnixListenerStep.ChangeMode, UnixSocketCalls.ChangeMode(file, path, mode));
            if (changesOwner)
                Check(UnixListenerStep.ChangeOwner, UnixSocketCalls.ChangeOwner(file, uid, gid));
            return status.Identity;
        }
        finally
        {
            LogFileCalls.Close(file);
        }
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
