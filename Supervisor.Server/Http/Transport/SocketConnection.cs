using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// Owns one accepted connection: its descriptor, and the two pipes between it and Kestrel. Holds no buffer while nothing is under way. Its
/// fields belong to the loop's thread.
/// </summary>
internal sealed class SocketConnection : DefaultConnectionContext
{
    private const int MaxReadAheadBytes = 1024 * 1024;
    private const int MaxUnsentBytes = 64 * 1024;
    private const int ReceiveBytes = 4096;

    /// <summary>A whole answer fits in one piece, mostly; the pieces are shared by all connections.</summary>
    private const int SendBytes = 32 * 1024;

    /// <summary>
    /// A client that will send no more may still wait for its answer, or be gone: nothing tells which. An answer has this long; who
    /// follows a log or the page's events is let go after it.
    /// </summary>
    private static readonly TimeSpan HalfCloseGrace = TimeSpan.FromSeconds(1);

    private static long _lastId;

    private readonly HttpLoop _http;
    private readonly int _fd;
    private readonly Action<SocketConnection> _ended;
    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly AwaitedReader _reader;
    private readonly CancellationTokenSource _closed = new();
    private FdWatch? _watch;
    private Task _sending = Task.CompletedTask;
    private TaskCompletionSource? _writable;
    private Deadline? _halfClosed;
    private Exception? _shutReason;
    private bool _receives = true;
    private bool _hasInputEnded;
    private bool _isServed;
    private bool _isParked;

    /// <param name="http">The loop.</param>
    /// <param name="fd">The connection, which must not block.</param>
    /// <param name="local">Where the client arrived; null for a unix socket, as for <paramref name="remote"/>.</param>
    /// <param name="remote">Where the client is.</param>
    /// <param name="ended">Told, on the loop, when nothing of the connection is left.</param>
    public SocketConnection(HttpLoop http, int fd, EndPoint? local, EndPoint? remote, Action<SocketConnection> ended)
        : base(Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture))
    {
        (_http, _fd, _ended) = (http, fd, ended);
        (LocalEndPoint, RemoteEndPoint, ConnectionClosed) = (local, remote, _closed.Token);
        var scheduler = new LoopScheduler(http);
        _input = new Pipe(new PipeOptions(
            null, scheduler, scheduler, MaxReadAheadBytes, MaxReadAheadBytes / 2, ReceiveBytes, useSynchronizationContext: false));
        _output = new Pipe(new PipeOptions(
            null, scheduler, scheduler, MaxUnsentBytes, MaxUnsentBytes / 2, SendBytes, useSynchronizationContext: false));
        _reader = new AwaitedReader(_input.Reader);
        Transport = new Ends(_reader, _output.Writer);
        Use = new ConnectionUse((remote as IPEndPoint)?.Address, () => http.Loop.Now);
        Features.Set(Use);
    }

    public ConnectionUse Use { get; }

    /// <summary>Begins to receive and to send.</summary>
    public void Start()
    {
        _watch = _http.Loop.Watch(_fd, Ready);
        _sending = SendAsync();
    }

    /// <summary>Whoever answers has begun to read: what was there already has been looked at. On the loop.</summary>
    public void Served()
    {
        if (_isServed)
            return;
        _isServed = true;
        if (_hasInputEnded)
            CompleteInput(error: null);
    }

    /// <summary>Lets a request under way be answered and takes no further one.</summary>
    public void RequestClose() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    /// <summary>
    /// Between two requests, with nothing read and nothing to be sent, it can be left alone: what the client sends waits in the kernel, for
    /// whoever goes on with the descriptor. False while something is under way. On the loop.
    /// </summary>
    public bool TryPark()
    {
        if (_isParked)
            return true;
        if (!_isServed || !_reader.IsAwaited || Use.IsBusy || _hasInputEnded || _shutReason is not null || _writable is not null || Unconsumed(_input) + Unconsumed(_output) > 0)
            return false;
        (_isParked, _receives) = (true, false);
        Follow();
        return true;
    }

    /// <summary>Receives again. On the loop.</summary>
    public void Unpark()
    {
        if (!_isParked)
            return;
        (_isParked, _receives) = (false, !_hasInputEnded);
        Follow();
    }

    /// <summary>Between two requests a connection is its descriptor, and what its client has proven. On the loop.</summary>
    public HttpConnectionRecord ToRecord() => new(_fd, LogFileCalls.Status(_fd, out var status) < 0 ? default : status.Identity, Use.IsAdmitted);

    /// <summary>Resets the connection. Any thread.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => _http.Run(() =>
    {
        Shut(abortReason);
        _output.Reader.CancelPendingRead();
    });

    /// <summary>Closes the connection whatever is under way; a client that sent nothing sees an end and no error. On the loop.</summary>
    public void Close()
    {
        Shut(reason: null);
        _output.Reader.CancelPendingRead();
    }

    public override async ValueTask DisposeAsync()
    {
        await _http.Enter();
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        await _sending;
        _halfClosed?.Dispose();
        _ended(this);
        await base.DisposeAsync();
    }

    private void Ready(Readiness ready)
    {
        if (ready.HasFlag(Readiness.Readable) && _receives)
            Receive();
        if (ready.HasFlag(Readiness.Writable) && _writable is { } waiting)
        {
            _writable = null;
            Follow();
            waiting.SetResult();
        }
    }

    private void Receive()
    {
        var (count, errno) = SocketCalls.Receive(_fd, _input.Writer.GetSpan(ReceiveBytes / 4));
        if (errno == Errno.EAGAIN)
            return;
        if (errno != 0)
        {
            EndInput(new ConnectionResetException(Errno.Text(errno)));
            return;
        }
        if (count == 0)
        {
            EndInput(error: null);
            return;
        }
        _input.Writer.Advance(count);
        // Whoever waits for the bytes runs within this call.
        var flush = _input.Writer.FlushAsync();
        if (flush.IsCompleted)
            Received(flush.Result);
        else
            _ = ResumeAsync(flush);
    }

    /// <summary>The request comes faster than it is taken: nothing is received until there is room.</summary>
    private async Task ResumeAsync(ValueTask<FlushResult> flush)
    {
        _receives = false;
        Follow();
        var result = await flush;
        _receives = !_hasInputEnded;
        Follow();
        Received(result);
    }

    private void Received(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
            EndInput(error: null);
    }

    private void EndInput(Exception? error)
    {
        if (_hasInputEnded)
            return;
        (_hasInputEnded, _receives) = (true, false);
        Follow();
        if (_shutReason is null && error is null)
            _halfClosed = _http.Loop.Schedule(_http.Loop.Now + HalfCloseGrace, _closed.Cancel);
        else
            _http.Loop.Post(_closed.Cancel);
        // A client may have sent all it has to say before the first of it was looked at: that is heard, and only then that there is no more.
        if (_isServed || _shutReason is not null || error is not null)
            CompleteInput(error);
    }

    /// <summary>The last thing that is done: whoever reads goes on within this call, and may end the connection.</summary>
    private void CompleteInput(Exception? error) => _input.Writer.Complete(_shutReason ?? error);

    private async Task SendAsync()
    {
        Exception? failure = null;
        while (failure is null)
        {
            var read = await _output.Reader.ReadAsync();
            if (read.IsCanceled)
                break;
            var rest = read.Buffer;
            while (failure is null && !rest.IsEmpty)
            {
                var (count, errno) = _shutReason is not null
                    ? new IoResult(-1, Errno.ECONNABORTED)
                    : SocketCalls.Send(_fd, rest.FirstSpan, more: !rest.IsSingleSegment);
                if (errno == 0)
                    rest = rest.Slice(count);
                else if (errno == Errno.EAGAIN)
                    await WritableAsync();
                else
                    failure = new ConnectionResetException(Errno.Text(errno));
            }
            // After a failure the bytes stay: to say that there is room would let the writer go on.
            if (failure is null)
                _output.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        Shut(failure);
        await _output.Reader.CompleteAsync();
        _input.Writer.CancelPendingFlush();
    }

    private Task WritableAsync()
    {
        _writable = new TaskCompletionSource();
        Follow();
        return _writable.Task;
    }

    /// <summary>Closes the descriptor: with a reason by a reset, without one after everything that was sent.</summary>
    private void Shut(Exception? reason)
    {
        if (_shutReason is not null)
            return;
        _shutReason = reason ?? new ConnectionAbortedException("The answer is sent and the connection closed");
        _watch?.Dispose();
        if (reason is null)
            SocketCalls.ShutDown(_fd);
        else
            SocketCalls.ResetOnClose(_fd);
        Pipes.Close(_fd);
        if (_hasInputEnded)
            _http.Loop.Post(_closed.Cancel);
        EndInput(error: null);
        _writable?.TrySetResult();
    }

    /// <summary>Written and not yet taken. The library keeps the count to itself; a test holds it to that.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_unconsumedBytes")]
    private static extern ref long Unconsumed(Pipe pipe);

    private void Follow()
    {
        if (_shutReason is null)
            _watch?.Set(_receives, writable: _writable is not null);
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
