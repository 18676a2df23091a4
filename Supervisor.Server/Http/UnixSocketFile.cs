using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Http;

/// <summary>
/// Owns the name of a listening socket in the file system. The name appears only once the socket has its mode and owner and listens,
/// so that nobody finds it half made; a name left by a dead program is taken over, a live one is not.
/// </summary>
internal sealed class UnixSocketFile
{
    private readonly string _path;
    private bool _removed;

    private UnixSocketFile(string path, Socket socket, FileIdentity identity) => (_path, Socket, Identity) = (path, socket, identity);

    public Socket Socket { get; }

    /// <summary>The file that the name leads to, as long as it is ours.</summary>
    public FileIdentity Identity { get; }

    /// <summary>Goes on with a name that an earlier object took.</summary>
    public static UnixSocketFile Resume(UnixServerOptions options, Socket socket, FileIdentity identity) => new(options.Path, socket, identity);

    /// <param name="warnings">Where the line about a stale socket goes: it is too early for a log.</param>
    public static UnixSocketFile Open(UnixServerOptions options, int backlog, TextWriter warnings)
    {
        try
        {
            using var listener = UnixListener.Open(options.Path, options.Mode, options.OwnerUid, options.OwnerGid, backlog);
            TakeName(listener, options.Path, warnings);
            return new UnixSocketFile(options.Path, listener.Socket, listener.Identity);
        }
        catch (UnixListenerException error)
        {
            throw (error.Step, error.Errno) switch
            {
                (UnixListenerStep.Path, _) => SocketFailure.PathTooLong(options.Path),
                (UnixListenerStep.Replaced, _) => SocketFailure.Replaced(options.Path),
                (UnixListenerStep.ChangeOwner, Errno.EPERM) =>
                    SocketFailure.CannotChangeOwner(options.Path, options.OwnerUid, options.OwnerGid),
                _ => SocketFailure.Of(error.Errno, options.Path),
            };
        }
    }

    /// <summary>Removes the name if it is still ours. To be called before the socket closes: while bound it keeps its inode from being reused.</summary>
    public void RemoveName()
    {
        if (_removed)
            return;
        _removed = true;
        if (UnixSocketCalls.Identify(_path, out var identity, out _) == 0 && identity == Identity)
            _ = UnixSocketCalls.Unlink(_path);
    }

    /// <summary>Another program that starts or stops may take or leave the name between a look at it and a step: hence the tries.</summary>
    private static void TakeName(UnixListener listener, string path, TextWriter warnings)
    {
        if (TryTakeName(listener, path, warnings))
            return;
        var retry = new RetryStrategyOptions<bool>
        {
            ShouldHandle = static tried => ValueTask.FromResult(tried.Outcome is { Exception: null, Result: false }),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromMilliseconds(10),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        };
        var pipeline = new ResiliencePipelineBuilder<bool>().AddRetry(retry).Build();
        if (!pipeline.Execute(() => TryTakeName(listener, path, warnings)))
            throw SocketFailure.Of(Errno.EADDRINUSE, path);
    }

    /// <summary>False when the name was there and has been freed.</summary>
    private static bool TryTakeName(UnixListener listener, string path, TextWriter warnings)
    {
        var errno = listener.TakeName(path);
        if (errno == 0)
            return true;
        if (errno != Errno.EEXIST)
            throw SocketFailure.Of(errno, path);
        if (UnixSocketCalls.Identify(path, out _, out var mayBeSocket) == Errno.ENOENT)
            return false;
        if (!mayBeSocket)
            throw SocketFailure.NotASocket(path);
        switch (Ask(path, listener))
        {
            case Listening.Yes:
                throw SocketFailure.Of(Errno.EADDRINUSE, path);
            case Listening.Unknown:
                _ = LogFileCalls.Status(path, out var socket);
                throw SocketFailure.OfAnotherUser(path, socket.Owner);
        }
        warnings.WriteLine($"Unlinking stale socket {path}");
        errno = UnixSocketCalls.Unlink(path);
        return errno is 0 or Errno.ENOENT ? false : throw SocketFailure.Of(errno, path);
    }

    /// <summary>Asks by a connection. A listener whose backlog is full refuses to block (EAGAIN), and is there.</summary>
    private static Listening Ask(string path, UnixListener own)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return Listening.Yes;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.ProtocolType)
        {
            return Listening.Yes;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            // Somebody else's socket that we may not even ask. Whether we may remove it is the folder's to say.
            return ListeningNames.Of(path, except: own.Socket);
        }
        catch (SocketException)
        {
            return Listening.No;
        }
    }
}
