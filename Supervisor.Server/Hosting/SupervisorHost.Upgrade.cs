using Supervisor.Server.Api;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>What an upgrade asks of a life: to let end what is under way, to hold up what comes, and to take both back.</summary>
internal sealed partial class SupervisorHost
{
    private static readonly TimeSpan LookForCalls = TimeSpan.FromMilliseconds(10);

    private int _restartsPending;

    public IUpgrades Upgrades => _upgrades;

    /// <summary>Requests whose answer is awaited, mostly by a program: those that are quick are done within their turn.</summary>
    public int CallsUnderWay { get; private set; }

    /// <summary>Whether a start has set out and not landed, or a check that was called off has not ended.</summary>
    public bool IsStarting => _table.Launcher.InFlight > _table.Launcher.Held || _table.HasOwnUnderWay;

    /// <summary>A restart was asked for, and is decided when the configuration has been read: another image would not know of it.</summary>
    public bool IsRestartPending => _restartsPending > 0;

    /// <summary>Completes when no request waits for a program, or the time is over. Whoever follows a log or the page's events is let go.</summary>
    public async Task CallsEndAsync(int seconds)
    {
        var until = _services.Loop.Now + TimeSpan.FromSeconds(seconds);
        while (CallsUnderWay > 0 && _services.Loop.Now < until)
            await _services.Loop.Delay(LookForCalls);
        _endless.EndNow();
    }

    /// <summary>Checks are made by processes of the daemon's own: they are held, too.</summary>
    public void HoldStarts()
    {
        _table.Launcher.Hold();
        foreach (var process in _table.Groups.SelectMany(group => group.Processes))
            process.HoldChecks();
    }

    public void LetStartsGo()
    {
        _table.Launcher.LetGo();
        foreach (var process in _table.Groups.SelectMany(group => group.Processes))
            process.LetChecksGo();
    }

    public Task ParkServersAsync(TimeSpan patience) => _servers.ParkAsync(patience);

    public Task UnparkServersAsync() => _servers.ResumeAsync();

    /// <summary>The life goes on in another image of the program: told once, when it answers.</summary>
    public void TellTakenOver(HandoverState from)
    {
        var kept = _table.Groups.SelectMany(group => group.Processes).Count(process => process.Status.Pid != 0);
        var gap = _services.Time.GetElapsedTime(from.FrozenAt).TotalMilliseconds;
        if (Takeover.Refusal is { Length: > 0 } reason)
        {
            _services.Upgrades.LastError = reason;
            _log.CameBack(reason);
            return;
        }
        _services.Upgrades.Last = new(from.Version, _context.EpochSeconds(), gap, kept);
        _log.TookOver(from.Version, Upgrades.Generation, gap, kept);
        FollowConfiguration();
    }

    /// <summary>
    /// Reads the configuration as it is by now and follows it as far as that costs no program anything: the servers and who gets in, the level of the main log, what a
    /// running child can follow. What would restart a program is told, and waits for an update.
    /// </summary>
    public async void FollowConfiguration()
    {
        try
        {
            await RereadAsync();
            _log.SetLevel(Configuration.Supervisord.LogLevel);
            foreach (var refused in await _servers.FollowAsync(Configuration.HttpServers, _services.Error))
                _log.Error(refused);
            foreach (var step in await _api!.ApplySoftAsync())
                _log.Followed(step);
            foreach (var change in _api.PlanLeft())
                _log.AwaitsUpdate(change);
        }
        catch (Exception refused)
        {
            // Whatever it is, the life goes on with the configuration that it had.
            _log.Error($"the configuration is not followed after the upgrade: {refused.Message}");
        }
    }

    private async Task<ServerConfiguration> RestartReadAsync()
    {
        _restartsPending++;
        try
        {
            return await _reading.ReadAsync();
        }
        finally
        {
            _restartsPending--;
        }
    }

    private async Task<T> CountedAsync<T>(Task<T> call)
    {
        if (call.IsCompleted)
            return await call;
        CallsUnderWay++;
        try
        {
            return await call;
        }
        finally
        {
            CallsUnderWay--;
        }
    }
}
