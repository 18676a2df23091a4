using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// One file's trouble with being written: since when, when to try again, what was lost. Announces its beginning, the first loss
/// and its end, and stays quiet about one that comes back at once.
/// </summary>
/// <param name="path">The file, for the lines about it.</param>
/// <param name="services">What all logs share.</param>
/// <param name="record">Where an earlier one stopped; null for a file that was never in trouble.</param>
internal sealed class LogIncident(string path, LogServices services, LogIncidentRecord? record = null)
{
    private readonly LogFailurePolicy _policy = services.Policy;
    private readonly TimeProvider _time = services.Time;
    private long? _since = record?.Since;
    private long _triedAt = record?.TriedAt ?? 0;
    private long? _announcedAt = record?.AnnouncedAt;
    private long _lostBytes = record?.LostBytes ?? 0;
    private bool _isHopeless = record?.IsHopeless ?? false;
    private bool _isAnnounced = record?.IsAnnounced ?? false;

    public bool IsOpen => _since is not null;

    public LogIncidentRecord ToRecord() => new(_since, _triedAt, _announcedAt, _lostBytes, _isHopeless, _isAnnounced);

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
