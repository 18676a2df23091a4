using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// One file's trouble with being written: since when, when to try again, what was lost. Announces its beginning, the first loss
/// and its end, and stays quiet about one that comes back at once.
/// </summary>
internal sealed class LogIncident(string path, LogServices services)
{
    private readonly LogFailurePolicy _policy = services.Policy;
    private readonly TimeProvider _time = services.Time;
    private long? _since;
    private long _triedAt;
    private long? _announcedAt;
    private long _lostBytes;
    private bool _isHopeless;
    private bool _isAnnounced;

    public bool IsOpen => _since is not null;

    /// <summary>Whether what is waiting may be cut down to the policy's bound.</summary>
    public bool MayDrop => _since is { } since && (_isHopeless || _time.GetElapsedTime(since) >= _policy.Patience);

    public TimeSpan UntilRetry => _since is null ? TimeSpan.Zero : _policy.RetryDelay - _time.GetElapsedTime(_triedAt);

    public void Failed(int errno)
    {
        _triedAt = _time.GetTimestamp();
        // Whoever read the pipe is gone: the bytes have nobody to wait for.
        _isHopeless = errno is Errno.EPIPE or Errno.ECONNRESET or Errno.EBADF or Errno.ENXIO;
        if (_since is not null)
            return;
        _since = _triedAt;
        _isAnnounced = _announcedAt is not { } last || _time.GetElapsedTime(last) >= _policy.Quiet;
        if (!_isAnnounced)
            return;
        _announcedAt = _triedAt;
        services.MainLog()?.CannotWrite(path, errno);
    }

    public void Lost(long bytes)
    {
        if (_lostBytes == 0 && _isAnnounced && _since is { } since)
            services.MainLog()?.Dropping(path, _time.GetElapsedTime(since));
        _lostBytes += bytes;
    }

    public void Over()
    {
        if (_since is not { } since)
            return;
        if (_isAnnounced || _lostBytes > 0)
            services.MainLog()?.WritesAgain(path, _time.GetElapsedTime(since), _lostBytes);
        (_since, _lostBytes, _isHopeless) = (null, 0, false);
    }

    /// <summary>The file is given up with bytes still waiting.</summary>
    public void Abandoned(long bytes)
    {
        if (_lostBytes + bytes > 0)
            services.MainLog()?.Abandoned(path, _lostBytes + bytes);
        (_since, _lostBytes, _isHopeless) = (null, 0, false);
    }
}
