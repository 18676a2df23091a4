using System.Net.Sockets;
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
/// <param name="options">Where it listens.</param>
/// <param name="log">The main log.</param>
/// <param name="record">Where an earlier object of this socket stopped, with the children that hold it; null for one that is not open.</param>
internal sealed class FastCgiSocket(FastCgiSocketOptions options, IMainLog log, FastCgiSocketRecord? record = null) : IStdinSocket
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

    private Task<Socket>? _socket = record is null ? null : Task.FromResult(new Socket(new SafeSocketHandle(record.Descriptor, ownsHandle: true)));
    private int _users = record?.Users ?? 0;

    /// <summary>Where it listens.</summary>
    public FastCgiSocketOptions Options => options;

    /// <summary>Null where it is not open.</summary>
    public FastCgiSocketRecord? ToRecord() =>
        _socket is { IsCompletedSuccessfully: true, Result: var socket } ? new(options, (int)socket.SafeHandle.DangerousGetHandle(), _users) : null;

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
        catch (Exception error)
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

    private Socket OpenTcp(string host, int port) => InetListener.Open(host, port, Backlog);

    private Socket OpenUnix(string path)
    {
        try
        {
            using var listener = UnixListener.Open(path, options.Mode ?? DefaultMode, options.OwnerUid, options.OwnerGid, Backlog);
            var errno = listener.ReplaceName(path);
            return errno == 0 ? listener.Socket : throw new FastCgiSocketException(Errno.Text(errno));
        }
        catch (UnixListenerException error)
        {
            throw new FastCgiSocketException(error.Step switch
            {
                UnixListenerStep.Path => $"the path is too long, {UnixListener.MaxPathBytes} bytes at most",
                UnixListenerStep.Replaced => "it was replaced by another file while it was being made; let nobody but the daemon's user write to its folder",
                UnixListenerStep.ChangeOwner => $"Could not change ownership of socket file: {error.Message}",
                UnixListenerStep.ChangeMode => $"Could not change permissions of socket file: {error.Message}",
                _ => error.Message,
            });
        }
    }

    private int Backlog => options.Backlog ?? (int)SocketOptionName.MaxConnections;
}
