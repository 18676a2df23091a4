using System.Net;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.Retry;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>
/// The listening socket that the processes of one FastCGI program in one group share: open while at least one of them lives. The path
/// of a unix socket stays when it is closed, as stock leaves it. Loop thread only; the opening itself is done elsewhere.
/// </summary>
internal sealed class FastCgiSocket(FastCgiSocketOptions options, IMainLog log) : IStdinSocket
{
    private const int DefaultMode = 0x1C0; // 0700

    /// <summary>An address that is just being given up elsewhere is worth a second look.</summary>
    private static readonly ResiliencePipeline Binding = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SocketException>(e => e.SocketErrorCode == SocketError.AddressAlreadyInUse),
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(100),
        })
        .Build();

    private Task<Socket>? _socket;
    private int _users;

    public async Task<int> AcquireAsync()
    {
        _users++;
        try
        {
            if (_socket is null)
            {
                log.Info($"Creating socket {options.Url}");
                _socket = Task.Run(OpenAsync);
            }
            return (int)(await _socket).SafeHandle.DangerousGetHandle();
        }
        catch (Exception error) when (error is SocketException or FastCgiSocketException)
        {
            Release();
            throw new FastCgiSocketException(
                $"Could not create FastCGI socket {options.Url}: {error.Message} (the socket of [fcgi-program:{options.ProgramName}])");
        }
    }

    public void Release()
    {
        if (--_users > 0 || _socket is not { } closing)
            return;
        _socket = null;
        if (!closing.IsCompletedSuccessfully)
            return;
        log.Info($"Closing socket {options.Url}");
        closing.Result.Dispose();
    }

    /// <summary>Opens and closes it once, so that a socket that cannot be had is told when its group is added. Fails with <see cref="FastCgiSocketException"/>.</summary>
    public async Task CheckAsync()
    {
        await AcquireAsync();
        Release();
    }

    private async Task<Socket> OpenAsync() => await Binding.ExecuteAsync(
        _ => ValueTask.FromResult(options.UnixPath is { } path ? OpenUnix(path) : OpenTcp(options.Host!, options.Port)));

    private Socket OpenTcp(string host, int port)
    {
        var address = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? literal
            : Dns.GetHostAddresses(host, AddressFamily.InterNetwork).FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            Listen(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Made under another name and renamed, so that nobody meets it before its owner and mode are right. The rename also takes the
    /// place of whatever was there.
    /// </summary>
    private Socket OpenUnix(string path)
    {
        var before = $"{path}.{Environment.ProcessId}";
        if (Encoding.UTF8.GetByteCount(before) > UnixSocketCalls.MaxPathBytes)
            throw new FastCgiSocketException($"the path is too long, {UnixSocketCalls.MaxPathBytes - (before.Length - path.Length)} bytes at most");
        _ = UnixSocketCalls.Unlink(before);
        Check(UnixSocketCalls.Create(out var handle));
        var isNamed = false;
        try
        {
            Check(UnixSocketCalls.Bind(handle, before));
            if (options.OwnerUid is not null || options.OwnerGid is not null)
                Check(UnixSocketCalls.ChangeOwner(before, options.OwnerUid, options.OwnerGid), "Could not change ownership of socket file: ");
            Check(UnixSocketCalls.ChangeMode(before, options.Mode ?? DefaultMode), "Could not change permissions of socket file: ");
            var socket = new Socket(handle);
            Listen(socket);
            Check(UnixSocketCalls.Rename(before, path));
            isNamed = true;
            return socket;
        }
        finally
        {
            if (!isNamed)
            {
                _ = UnixSocketCalls.Unlink(before);
                handle.Dispose();
            }
        }
    }

    private void Listen(Socket socket) => socket.Listen(options.Backlog ?? (int)SocketOptionName.MaxConnections);

    private static void Check(int errno, string what = "")
    {
        if (errno != 0)
            throw new FastCgiSocketException(what + Errno.Text(errno));
    }
}
