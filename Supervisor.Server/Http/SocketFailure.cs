using System.Net.Sockets;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Http;

/// <summary>A server that cannot be opened, in the sentences stock ends with: programs and people know them.</summary>
internal static class SocketFailure
{
    private const string Prefix = "Cannot open an HTTP server: socket.error reported ";

    /// <param name="errno">What the kernel said.</param>
    /// <param name="place">The port or the file: stock does not say which of its servers it means.</param>
    public static ConfigurationException Of(int errno, string place)
    {
        if (errno == Errno.EADDRINUSE)
        {
            return new("Another program is already listening on a port that one of our HTTP servers is configured to use.  "
                + $"Shut this program down first before starting supervisord. ({place})");
        }
        return new($"{Prefix}{(Errno.TryName(errno) is { } name ? $"errno.{name} ({errno})" : errno)}: {place}");
    }

    public static ConfigurationException Of(SocketException error, string place) => error.SocketErrorCode switch
    {
        // A name that does not resolve has no errno; stock shows getaddrinfo's own numbers.
        SocketError.HostNotFound => Of(-2, place),
        SocketError.TryAgain => Of(-3, place),
        SocketError.NoRecovery => Of(-4, place),
        SocketError.NoData => Of(-5, place),
        _ => Of(error.NativeErrorCode, place),
    };

    public static ConfigurationException PathTooLong(string path) => new($"{Prefix}AF_UNIX path too long: {path}");

    public static ConfigurationException NotASocket(string path) => new(
        $"Cannot open an HTTP server: {path} exists and is not a socket; remove it or change the \"file\" value in the config file");

    public static ConfigurationException Replaced(string path) => new(
        $"Cannot open an HTTP server: the socket for {path} was replaced by another file while it was being made; "
        + "let nobody but the daemon's user write to its folder");

    /// <param name="path">The socket that is there already.</param>
    /// <param name="owner">Its user.</param>
    public static ConfigurationException OfAnotherUser(string path, uint owner) => new(
        $"Cannot open an HTTP server: {path} is a socket of another user (uid {owner}), and it cannot be found out from here whether a program "
        + "listens on it; remove it if none does, or change the \"file\" value in the config file");

    public static ConfigurationException CannotChangeOwner(string path, int? uid, int? gid) => new(
        $"Not permitted to chown {path} to uid/gid ({uid ?? -1}, {gid ?? -1}); adjust \"sockchown\" value in config file or on command "
        + $"line to values that the current user ({Environment.UserName}) can successfully chown");
}
