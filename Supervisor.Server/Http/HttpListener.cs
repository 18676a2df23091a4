using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http.Transport;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Http;

/// <summary>Owns one listening socket, and knows whose it is.</summary>
internal sealed class HttpListener : IDisposable
{
    private readonly UnixSocketFile? _file;
    private IReadOnlyList<HttpConnectionRecord> _adopted = [];

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
                var socket = OpenInet(inet);
                return new HttpListener(options, socket, socket.LocalEndPoint!, file: null);
            case UnixServerOptions unix:
                var file = UnixSocketFile.Open(unix, HttpLimits.Backlog, warnings);
                return new HttpListener(options, file.Socket, new UnixDomainSocketEndPoint(unix.Path), file);
            default:
                throw new ArgumentException($"{options.GetType().Name} is no kind of server", nameof(options));
        }
    }

    /// <summary>Goes on with the socket of an earlier one. Fails with <see cref="SocketException"/> where the descriptor is none.</summary>
    public static HttpListener Resume(HttpListenerRecord record)
    {
        var socket = new Socket(new SafeSocketHandle(record.Descriptor, ownsHandle: true));
        return record is { Options: UnixServerOptions unix, Name: { } name }
            ? new HttpListener(unix, socket, new UnixDomainSocketEndPoint(unix.Path), UnixSocketFile.Resume(unix, socket, name)) { _adopted = record.Connections }
            : new HttpListener(record.Options, socket, socket.LocalEndPoint!, file: null) { _adopted = record.Connections };
    }

    /// <param name="connections">Those to it that are parked.</param>
    public HttpListenerRecord ToRecord(IReadOnlyList<HttpConnectionRecord> connections) =>
        new(Section.Options, (int)Socket.SafeHandle.DangerousGetHandle(), _file?.Identity, connections);

    /// <summary>Whether a section asks for the address, mode and owner that this one has; then only who gets in may differ.</summary>
    public bool IsAt(HttpServerOptions options) => Bare(Section.Options) == Bare(options);

    private static HttpServerOptions Bare(HttpServerOptions options) => options with { Section = "", Username = null, Password = null };

    private static Socket OpenInet(InetServerOptions options)
    {
        try
        {
            return InetListener.Open(options.Host, options.Port, HttpLimits.Backlog);
        }
        catch (SocketException error)
        {
            throw SocketFailure.Of(error, $"port {(options.Host is "" ? "*" : options.Host)}:{options.Port}");
        }
    }

    /// <summary>Begins to accept; every connection knows whose it is. On the engine's loop.</summary>
    public SocketListener Accept(HttpEngine engine, HttpApplication application, long maxConnections, bool countsBytes)
    {
        SocketListener? accepting = null;
        var descriptor = (int)Socket.SafeHandle.DangerousGetHandle();
        accepting = new SocketListener(
            engine.Http, descriptor, EndPoint, maxConnections, Serve, () => application.Crowded(EndPoint, maxConnections));
        accepting.Start();
        accepting.Adopt(_adopted);
        _adopted = [];
        return accepting;

        void Serve(SocketConnection connection)
        {
            connection.Features.Set(Section);
            connection.Features.Set(application);
            connection.Features.Set(accepting);
            connection.Features.Set(connection);
            if (countsBytes)
                CountedTransport.Install(connection);
            engine.Serve(connection);
        }
    }

    public void RemoveName() => _file?.RemoveName();

    public void Dispose()
    {
        RemoveName();
        Socket.Dispose();
    }
}
