using System.Buffers;
using System.Text;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>
/// Owns one followed log: a GET whose body never ends by itself. What comes is written as it came; what goes wrong is said on standard
/// error, as stock does.
/// </summary>
internal sealed class LogStream : IDisposable
{
    private const int Ok = 200;

    private readonly string _url;
    private readonly TextWriter _error;
    private readonly ArrayBufferWriter<byte> _content = new(65536);
    private readonly HttpResponseReader _response;
    private HttpConnection? _connection;

    /// <param name="client">Whose server and credentials these are.</param>
    /// <param name="path">From the first slash.</param>
    /// <param name="error">Takes the sentence about what went wrong.</param>
    public LogStream(SupervisorClient client, string path, TextWriter error)
    {
        _url = client.Url + path;
        _error = error;
        _response = new HttpResponseReader(_content);
        try
        {
            var address = client.Address;
            _connection = new HttpConnection(address, client.Interruption);
            var authorization = string.IsNullOrEmpty(client.Password) ? "" : HttpConnection.Authorization(client.Username ?? "", client.Password);
            _connection.Send(
                $"GET {Quoted(path)} HTTP/1.1\r\nHost: {address.HostHeader}\r\nAccept: */*\r\nUser-Agent: supervisorctl/{ProductVersion.Text}\r\n"
                + $"{authorization}\r\n");
        }
        catch (ClientException failure)
        {
            GiveUp($"Cannot connect, error: <class '{failure.Kind}'> ({failure.Message})");
        }
    }

    /// <summary>To be waited for; -1 when nothing will come any more.</summary>
    public int Descriptor => _connection?.Descriptor ?? -1;

    public bool IsOpen => _connection is not null;

    /// <summary>Takes over what is there and passes on what belongs to the log.</summary>
    public void Pump(Action<ReadOnlyMemory<byte>> write)
    {
        try
        {
            _connection!.ReceiveSome(_response);
        }
        catch (ClientException)
        {
            // However the server ended it: the log is at its end.
            Dispose();
        }
        if (_response.HasHead && _response.Status != Ok)
        {
            GiveUp($"Cannot read, status code {_response.Status}");
            return;
        }
        if (_content.WrittenCount > 0)
            write(_content.WrittenMemory);
        _content.ResetWrittenCount();
        if (_response.IsComplete)
            Dispose();
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private void GiveUp(string sentence)
    {
        _error.WriteLine($"{_url} {sentence}");
        Dispose();
    }

    /// <summary>Names may hold anything but a slash; the request line may not.</summary>
    private static string Quoted(string path)
    {
        var quoted = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || "/:-._~!$&'()*+,;=@".Contains((char)octet))
                quoted.Append((char)octet);
            else
                quoted.Append('%').Append(octet.ToString("X2"));
        }
        return quoted.ToString();
    }
}
