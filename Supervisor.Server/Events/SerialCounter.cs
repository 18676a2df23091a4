namespace Supervisor.Server.Events;

/// <summary>
/// Hands out serial numbers from 0. There is one for all events, which outlives a restart of the daemon in place, and one for each
/// listener pool, which does not. Loop thread only.
/// </summary>
/// <param name="last">The number handed out last; -1 for none yet.</param>
internal sealed class SerialCounter(long last = -1)
{
    private long _last = last;

    /// <summary>The number handed out last; -1 for none yet.</summary>
    public long Last => _last;

    /// <summary>After the largest number comes 0 again.</summary>
    public long Next() => _last = _last == long.MaxValue ? 0 : _last + 1;
}
