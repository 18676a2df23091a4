using System.Buffers;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>Owns the conversation with one supervisord: where it is, who asks, and the connection that is kept between calls.</summary>
internal sealed class SupervisorClient(string url, string? username, string? password) : IDisposable
{
    private HttpConnection? _connection;

    /// <summary>As the user wrote it.</summary>
    public string Url { get; private set; } = url;

    public string? Username { get; private set; } = username;

    public string? Password { get; private set; } = password;

    /// <summary>Set while Ctrl-C only ends what is being waited for.</summary>
    public Interruption? Interruption { get; set; }

    public ServerAddress Address => ServerAddress.Parse(Url);

    public void Redirect(string url)
    {
        HangUp();
        Url = url;
    }

    public void Authenticate(string username, string password)
    {
        HangUp();
        (Username, Password) = (username, password);
    }

    /// <summary>Calls a method of the namespace <c>supervisor</c>. Fails with a <see cref="ClientException"/> of one kind or another.</summary>
    public XmlRpcValue Call(string method, params XmlRpcValue[] arguments) => CallIn("supervisor", method, arguments);

    /// <summary>The same for the namespace <c>live</c>, which Python's supervisord has not.</summary>
    public XmlRpcValue CallLive(string method, params XmlRpcValue[] arguments) => CallIn("live", method, arguments);

    private XmlRpcValue CallIn(string space, string method, XmlRpcValue[] arguments)
    {
        var body = XmlRpcWriter.Write(new MethodCall($"{space}.{method}", arguments));
        var answer = Exchange(body.Span);
        try
        {
            var response = XmlRpcReader.ReadResponse(answer);
            return response.Fault is { } fault ? throw new FaultException(fault) : response.Value!;
        }
        catch (XmlRpcFormatException malformed)
        {
            throw new ClientException("xml.parsers.expat.ExpatError", malformed.Message);
        }
    }

    /// <summary>Ends the connection; the next call makes another.</summary>
    public void HangUp()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => HangUp();

    private ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> body)
    {
        var address = Address;
        if (_connection is { IsStale: true })
            HangUp();
        var content = new ArrayBufferWriter<byte>(4096);
        var response = new HttpResponseReader(content);
        var keep = false;
        try
        {
            _connection ??= new HttpConnection(address, Interruption);
            _connection.Send(Head(address, body.Length), body);
            _connection.Receive(response);
            keep = response.KeepsAlive && response.Status == 200;
        }
        finally
        {
            if (!keep)
                HangUp();
        }
        return response.Status == 200 ? content.WrittenSpan : throw new HttpStatusException(response.Status, response.Reason);
    }

    private string Head(ServerAddress address, int length) =>
        $"POST /RPC2 HTTP/1.1\r\nHost: {address.HostHeader}\r\nUser-Agent: supervisorctl/{ProductVersion.Text}\r\nContent-Type: text/xml\r\n"
        + $"Accept: text/xml\r\n{HttpConnection.Authorization(Username, Password)}Content-Length: {length}\r\n\r\n";
}
