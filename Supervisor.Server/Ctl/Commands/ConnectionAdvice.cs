using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// One sentence on standard error after a connection failed: what is the likely cause, and what to look at. Standard output stays as
/// scripts know it.
/// </summary>
internal static class ConnectionAdvice
{
    private const int Unauthorized = 401;
    private const int Forbidden = 403;

    public static void Give(Session session, ClientException failure)
    {
        if (For(session, failure) is { } sentence)
            session.Error.WriteLine($"supervisorctl: {sentence}");
    }

    private static string? For(Session session, ClientException failure) => failure switch
    {
        HttpStatusException { Status: Unauthorized } =>
            "the server asks for a name and a password: give -u and -p, or set username= and password= in [supervisorctl]",
        HttpStatusException { Status: Forbidden } => "the server forbids it: is something other than supervisord, a proxy perhaps, at this address?",
        ConnectionException refusal => session.Client.Address is { SocketPath: { } path } ? ForSocket(path, refusal.Errno) : ForHost(session, refusal.Errno),
        _ => null,
    };

    private static string? ForSocket(string path, int errno) => errno switch
    {
        Errno.ENOENT when Path.GetDirectoryName(path) is { Length: > 0 } directory && !Directory.Exists(directory) =>
            $"there is no directory {directory}: compare serverurl= in [supervisorctl] with file= in [unix_http_server]",
        Errno.ENOENT =>
            "there is no such socket: supervisord is not running, or serverurl= in [supervisorctl] differs from file= in [unix_http_server]",
        Errno.ECONNREFUSED => "the socket is there but nobody listens: supervisord has ended without removing it; start supervisord",
        Errno.EACCES or Errno.EPERM =>
            $"user {Credentials.CurrentUid} may not use this socket: become its owner, or see chmod= and chown= in [unix_http_server]",
        Errno.ENOTDIR => "a part of this path is not a directory: compare serverurl= in [supervisorctl] with file= in [unix_http_server]",
        _ => null,
    };

    private static string? ForHost(Session session, int errno) => errno switch
    {
        Errno.ECONNREFUSED when session.Options.ServerUrl is null =>
            "no configuration said where the daemon is, so the default was tried: name the configuration with -c or the server with -s",
        Errno.ECONNREFUSED => "nobody listens there: supervisord is not running, or serverurl= differs from port= in [inet_http_server]",
        Errno.ETIMEDOUT => "no answer: is the host up, and does a firewall stand between?",
        _ => null,
    };
}
