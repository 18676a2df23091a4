using System.Net;
using Microsoft.AspNetCore.Connections;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// Accepts the connections of one listening socket, which stays its owner's, and owns those that are open. Can pause and go on: clients
/// that come meanwhile wait in the kernel's backlog. Loop thread only.
/// </summary>
/// <param name="http">The loop.</param>
/// <param name="fd">The listening socket.</param>
/// <param name="endPoint">Where it listens.</param>
/// <param name="maxConnections">What is open at once; for one more, another makes room (<see cref="RoomMaker"/>).</param>
/// <param name="accepted">Takes each connection, before it is started.</param>
/// <param name="crowded">Told each time that somebody had to go.</param>
internal sealed class SocketListener(
    HttpLoop http, int fd, EndPoint endPoint, long maxConnections, Action<SocketConnection> accepted, Action? crowded = null)
{
    /// <summary>A crowd at the door must not keep those inside waiting.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>How long it waits where the system has no descriptor or no memory left.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>How often it is looked whether the requests under way are answered, for the moment that takes.</summary>
    private static readonly TimeSpan ParkInterval = TimeSpan.FromMilliseconds(2);

    private readonly HashSet<SocketConnection> _open = [];

    /// <summary>Of those: whose descriptor is closed, and whose request has not noticed yet.</summary>
    private readonly HashSet<SocketConnection> _leaving = [];
    private readonly bool _isWildcard = endPoint is IPEndPoint { Address: var address } && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
    private FdWatch? _watch;
    private Deadline? _rest;
    private TaskCompletionSource? _empty;
    private bool _isPaused;
    private bool _isStopped;

    public int OpenConnections => _open.Count;

    /// <summary>Answers under way go on, but nothing new is taken in.</summary>
    public bool IsStopped => _isStopped;

    public void Start()
    {
        Pipes.SetNonBlocking(fd);
        _watch = http.Loop.Watch(fd, _ => AcceptSome());
    }

    public void Pause()
    {
        _isPaused = true;
        Follow();
    }

    public void Resume()
    {
        _isPaused = false;
        Follow();
        foreach (var connection in _open)
            connection.Unpark();
    }

    /// <summary>
    /// Accepts no more and lets every request under way be answered, for <paramref name="patience"/> at most: who has no answer by then is reset. In
    /// the end each open connection is parked. <see cref="Resume"/> takes it back.
    /// </summary>
    public async Task ParkAsync(TimeSpan patience)
    {
        Pause();
        var until = http.Loop.Now + patience;
        while (!TryParkAll() && http.Loop.Now < until)
            await http.Loop.Delay(ParkInterval);
        foreach (var connection in _open.Where(each => !each.TryPark()).ToList())
            connection.Abort(new ConnectionAbortedException("The request took too long for a daemon that is being replaced"));
    }

    /// <summary>To be asked when all are parked.</summary>
    public IReadOnlyList<HttpConnectionRecord> ToRecords() => [.. _open.Where(each => each.TryPark()).Select(each => each.ToRecord())];

    /// <summary>Goes on with connections that an earlier one had accepted and parked.</summary>
    public void Adopt(IReadOnlyList<HttpConnectionRecord> connections)
    {
        foreach (var connection in connections.Where(each => LogFileCalls.Status(each.Descriptor, out var status) >= 0 && status.Identity == each.Identity))
            Open(connection.Descriptor, SocketCalls.RemoteEndPoint(connection.Descriptor), connection.IsAdmitted);
    }

    /// <summary>Accepts no more and closes what is open: at once where nothing is under way, else after <paramref name="grace"/> at most.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (_isStopped)
            return;
        _isStopped = true;
        _rest?.Dispose();
        _watch?.Dispose();
        foreach (var connection in _open.ToList())
            connection.RequestClose();
        await WhenEmptyAsync(grace);
        foreach (var connection in _open.ToList())
            connection.Abort(new ConnectionAbortedException("The daemon closes its servers"));
        await WhenEmptyAsync(grace);
    }

    private void AcceptSome()
    {
        for (var i = 0; i < MaxAtOnce && !_isPaused && !_isStopped; i++)
        {
            var (connection, errno) = SocketCalls.Accept(fd, out var remote);
            if (errno == Errno.EAGAIN)
                return;
            if (errno is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS)
            {
                TakeRest();
                return;
            }
            // Any other error is one connection's: it went before it was accepted.
            if (errno == 0)
                Open(connection, remote);
        }
    }

    /// <summary>No gap between two looks: a connection that was seen parked stays so.</summary>
    private bool TryParkAll()
    {
        var all = true;
        foreach (var connection in _open)
            all &= connection.TryPark();
        return all;
    }

    private void Open(int descriptor, IPEndPoint? remote, bool isAdmitted = false)
    {
        if (_open.Count - _leaving.Count >= maxConnections && !MakeRoom(remote?.Address))
        {
            Pipes.Close(descriptor);
            return;
        }
        if (remote is not null)
            SocketCalls.SendAtOnce(descriptor);
        var local = _isWildcard ? SocketCalls.LocalEndPoint(descriptor) : endPoint as IPEndPoint;
        var connection = new SocketConnection(http, descriptor, local, remote, Forget);
        _open.Add(connection);
        if (isAdmitted)
            connection.Use.Admit();
        connection.Start();
        accepted(connection);
    }

    /// <summary>Whether somebody else has gone for the newcomer.</summary>
    private bool MakeRoom(IPAddress? newcomer)
    {
        crowded?.Invoke();
        var uses = _open.Where(each => !_leaving.Contains(each)).Select(each => each.Use).ToList();
        if (RoomMaker.Choose(uses, newcomer) is not { } chosen)
            return false;
        var leaving = _open.First(each => each.Use == chosen);
        _leaving.Add(leaving);
        leaving.Close();
        return true;
    }

    /// <summary>The socket stays ready for what cannot be accepted: looking at it again at once would be all the loop does.</summary>
    private void TakeRest()
    {
        _rest = http.Loop.Schedule(http.Loop.Now + Rest, EndRest);
        Follow();
    }

    private void EndRest()
    {
        _rest?.Dispose();
        _rest = null;
        Follow();
    }

    private void Forget(SocketConnection connection)
    {
        _open.Remove(connection);
        _leaving.Remove(connection);
        if (_rest is not null)
            EndRest();
        if (_open.Count == 0)
            _empty?.TrySetResult();
    }

    private async Task WhenEmptyAsync(TimeSpan grace)
    {
        if (_open.Count == 0)
            return;
        _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var late = http.Loop.Schedule(http.Loop.Now + grace, () => _empty.TrySetResult());
        await _empty.Task;
    }

    private void Follow()
    {
        if (!_isStopped)
            _watch?.Set(readable: !_isPaused && _rest is null, writable: false);
    }
}
