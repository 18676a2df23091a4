using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>Owns one connection to the server. Every wait on it ends at Ctrl-C too, where that is wanted.</summary>
internal sealed class HttpConnection : IDisposable
{
    private const int ReadBytes = 65536;

    private readonly Interruption? _interruption;
    private readonly byte[] _buffer = new byte[ReadBytes];

    /// <summary>Connects, trying each address of the host; the last one's refusal is the one that is told.</summary>
    public HttpConnection(ServerAddress address, Interruption? interruption)
    {
        _interruption = interruption;
        var refusal = Errno.ECONNREFUSED;
        foreach (var candidate in address.Resolve())
        {
            refusal = TryConnect(candidate, out var descriptor);
            Descriptor = descriptor;
            if (refusal == 0)
                return;
        }
        throw new ConnectionException(refusal);
    }

    public int Descriptor { get; private set; } = -1;

    /// <summary>Nothing was asked, and yet there is something to read: the server has hung up.</summary>
    public bool IsStale => Poll.IsReadable(Descriptor);

    /// <summary>The header for a user name and a password, or nothing.</summary>
    public static string Authorization(string? username, string? password) => username is null || password is null
        ? ""
        : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"))}\r\n";

    public void Send(string head, ReadOnlySpan<byte> body = default)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(head), .. body];
        for (var sent = 0; sent < bytes.Length;)
        {
            var (count, errno) = SocketCalls.Send(Descriptor, bytes.AsSpan(sent), more: false);
            if (errno == Errno.EAGAIN)
                Interruption.Wait(_interruption, [new PollEntry(Descriptor, Readiness.Writable)]);
            else if (errno != 0)
                throw new ConnectionException(errno);
            else
                sent += count;
        }
    }

    /// <summary>Reads until the answer is complete.</summary>
    public void Receive(HttpResponseReader response)
    {
        while (!response.IsComplete)
        {
            Interruption.Wait(_interruption, [new PollEntry(Descriptor, Readiness.Readable)]);
            ReceiveSome(response);
        }
    }

    /// <summary>One read of what is there.</summary>
    public void ReceiveSome(HttpResponseReader response)
    {
        var (count, errno) = Pipes.Read(Descriptor, _buffer);
        if (errno == Errno.EAGAIN)
            return;
        if (errno != 0)
            throw new ConnectionException(errno);
        if (count == 0)
            response.End();
        else
            response.Feed(_buffer.AsSpan(0, count));
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
            Pipes.Close(Descriptor);
        Descriptor = -1;
    }

    private int TryConnect(byte[] candidate, out int descriptor)
    {
        try
        {
            (descriptor, var isPending) = StreamSockets.Connect(candidate);
            if (!isPending)
                return 0;
        }
        catch (PosixException refusal)
        {
            descriptor = -1;
            return refusal.Errno;
        }
        var outcome = Errno.ECANCELED;
        try
        {
            Interruption.Wait(_interruption, [new PollEntry(descriptor, Readiness.Writable)]);
            outcome = StreamSockets.Outcome(descriptor);
        }
        finally
        {
            if (outcome != 0)
            {
                Pipes.Close(descriptor);
                descriptor = -1;
            }
        }
        return outcome;
    }
}
