using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http;

/// <summary>Owns one listening socket, and knows whose it is.</summary>
internal sealed class HttpListener : IDisposable
{
    private readonly UnixSocketFile? _file;

    private HttpListener(HttpServerOptions options, Socket socket, EndPoint endPoint, UnixSocketFile? file) =>
        (Section, Socket, EndPoint, _file) = (new ServerSection(options), socket, endPoint, file);

    public ServerSection Section { get; }

    public Socket Socket { get; }

    /// <summary>Where clients find it; one and the same object for the listener's life.</summary>
    public EndPoint EndPoint { get; }

    public static HttpListener Open(HttpServerOptions options, TextWriter warnings)
    {
        switch (options)
        {
            case InetServerOptions inet:
                var socket = InetSocket.Open(inet, HttpLimits.Backlog);
                return new HttpListener(options, socket, socket.LocalEndPoint!, file: null);
            case UnixServerOptions unix:
                var file = UnixSocketFile.Open(unix, HttpLimits.Backlog, warnings);
                return new HttpListener(options, file.Socket, new UnixDomainSocketEndPoint(unix.Path), file);
            default:
                throw new ArgumentException($"{options.GetType().Name} is no kind of server", nameof(options));
        }
    }

    public void RemoveName() => _file?.RemoveName();

    public void Dispose()
    {
        RemoveName();
        Socket.Dispose();
    }
}
