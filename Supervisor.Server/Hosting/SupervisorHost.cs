using Supervisor.Rpc.Contract;
using Supervisor.Server.Api;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Http;
using Supervisor.Server.Http.Assets;
using Supervisor.Server.Http.Pages;
using Supervisor.Server.Interop;
using Supervisor.Server.Listeners;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>
/// One life of the daemon, from a configuration to the stop or restart that ends it: owns the logs, the servers, the process table.
/// A restart is a new host on the same loop, so nothing here is static. Everything runs on the loop's thread.
/// </summary>
internal sealed partial class SupervisorHost : IDaemon, IAsyncDisposable
{
    /// <summary>A disk that takes longer to open or close one of the daemon's own files does not answer.</summary>
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(2);

    /// <summary>Without its main log the daemon does not start, and a machine may just be busy.</summary>
    private static readonly TimeSpan MainLogPatience = TimeSpan.FromSeconds(10);

    private readonly HostServices _services;
    private readonly ConfigurationReading _reading;
    private readonly ConfigurationReading _looking;
    private readonly MainLog _log;
    private readonly ProcessContext _context;
    private readonly ListenerPools _pools;
    private readonly ProcessTable _table;
    private readonly Survivors _survivors;
    private readonly PidFile _pidFile;
    private readonly HttpServers _servers;
    private readonly TickSource _ticks;
    private readonly bool _hasSupervisorInterface;
    private readonly CancellationTokenSource _closing = new();
    private readonly EndlessAnswers _endless;
    private SupervisorApi? _api;
    private readonly UpgradeSequence _upgrades;
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="snapshot">Where an earlier object of this life stopped; null for a life that begins.</param>
    private SupervisorHost(
        HostServices services,
        ConfigurationReader reader,
        ServerConfiguration configuration,
        HttpServers servers,
        MainLog log,
        DaemonSnapshot? snapshot = null)
    {
        (_services, Configuration, _servers, _log) = (services, configuration, servers, log);
        _reading = new ConfigurationReading(services.Loop, reader.Read);
        _looking = new ConfigurationReading(services.Loop, reader.Look);
        var options = configuration.Supervisord;
        _hasSupervisorInterface = snapshot?.HasSupervisorInterface ?? configuration.HasSupervisorInterface;
        _context = new ProcessContext
        {
            Loop = services.Loop,
            Time = services.Time,
            Log = _log,
            LogWriter = services.LogWriter,
            Events = new EventBus(services.Failures.Report),
            SpawnQueue = services.SpawnQueue,
            Environment = services.Environment,
            SharedEnvironment = services.SharedEnvironment,
            ServerUrl = snapshot is null ? ServerUrl.Of(configuration.HttpServers) : snapshot.ServerUrl,
            MayStart = false,
            StateFile = StateFileOf(snapshot, options),
            StdoutLog = snapshot?.StdoutLog,
            EarlierSchedules = services.Schedules,
            ScheduleFile = options.ScheduleFile is { } file ? new ScheduleFile(file, services.LogWriter, _log) : null,
        };
        _pools = new ListenerPools(_context.Events, _log, services.EventSerials, () => Configuration.Supervisord.Identifier, snapshot?.Pools, () => _context.Stdout);
        _table = new ProcessTable(_context, _pools, () => new(Configuration.Supervisord.ChildLogDir, Configuration.Supervisord.Identifier));
        _survivors = new Survivors(_context, _table, services.NamedSurvivors);
        services.Failures.Log = _log;
        _pidFile = new PidFile(services.LogWriter, snapshot?.PidFile.Path ?? options.PidFile, _log, snapshot?.PidFile.Written);
        _ticks = new TickSource(services.Time, _context.Events, ScheduleWhileOpen);
        _endless = new EndlessAnswers(_closing.Token);
        _upgrades = new UpgradeSequence(this, services, _log);
        _context.Ended = Ended;
        Follow(configuration);
    }

    /// <summary>
    /// Takes the servers' addresses and opens the main log, so that a start that cannot succeed has touched nothing else: where the log cannot
    /// be opened the addresses are given back.
    /// </summary>
    public static async Task<SupervisorHost> OpenAsync(HostServices services, ConfigurationReader reader, ServerConfiguration configuration)
    {
        HttpServers? servers = null;
        try
        {
            servers = HttpServers.Bind(configuration.HttpServers, services.Error);
            var opening = MainLog.OpenAsync(services.LogWriter, configuration.Supervisord, services.Time);
            if (!await services.Loop.CompletesWithinAsync(opening, MainLogPatience))
                throw new IOException($"the main log cannot be opened: '{configuration.Supervisord.LogFile}' does not answer");
            return new SupervisorHost(services, reader, configuration, servers, await opening);
        }
        catch (Exception)
        {
            servers?.CloseListeners();
            throw;
        }
    }

    public SupervisorState State { get; private set; } = SupervisorState.Running;

    public ServerConfiguration Configuration { get; private set; }

    /// <summary>The groups and their children.</summary>
    public ProcessTable Table => _table;

    public string? MainLogFile => _log.Path;

    /// <summary>What the next life runs on, where this one ends by a restart.</summary>
    public ServerConfiguration? Next { get; private set; }

    /// <summary>Brings everything up. The daemon answers when this completes.</summary>
    public async Task StartAsync(IReadOnlyList<ConfigurationMessage> messages)
    {
        foreach (var message in messages.Concat(Configuration.Messages).OrderByDescending(m => m.Level))
            _log.Write(message.Level, message.Text);
        var options = Configuration.Supervisord;
        // Before anything of an earlier life is removed, named or stopped.
        var found = await FindChildrenAsync();
        if (options.CreateLogDirs)
            await InTimeAsync(_services.LogWriter.MakeDirectoryAsync(options.ChildLogDir));
        if (!options.NoCleanup)
            await InTimeAsync(_services.LogWriter.CleanUpAutoLogsAsync(options.ChildLogDir, options.Identifier, [.. found.SelectMany(child => child.Logs)]));
        // Before there is a child of this life, and before an address is taken that one of an earlier life may have.
        if (_services.FirstLife)
            await new Orphans(_context, Configuration.Groups, found.Select(child => child.Pid).ToHashSet()).SettleAsync(options.Orphans, StopRequested);
        foreach (var group in Configuration.Groups)
            await CheckSocketsAsync(group);
        await InTimeAsync(_table.RegisterAsync(Configuration.Groups, found));
        await InTimeAsync(_table.Schedules.ReadFileAsync());
        // Before anybody is answered: who hears from the daemon finds its pid file.
        await InTimeAsync(_pidFile.WriteAsync(Environment.ProcessId));
        await StartServersAsync();
        TellOfServers();
        if (!options.NoDaemon && _services.FirstLife)
            _log.Daemonizing();
        _log.Started(Environment.ProcessId);
        _context.Events.Publish(new SupervisorStateEvent(SupervisorStateChange.Running));
        _ticks.Start();
        // Asked to stop while it waited for programs of an earlier life: nothing is started any more.
        if (State == SupervisorState.Running)
            BeginAll();
    }

    /// <summary>Completes when a stop or a restart was asked for.</summary>
    public Task StopRequested => _stopRequested.Task;

    /// <summary>Brings every child down, in order, and closes what this life opened.</summary>
    public async Task StopAsync()
    {
        _context.Events.Publish(new SupervisorStateEvent(SupervisorStateChange.Stopping));
        var lived = _survivors.NoteLiving();
        await new OrderlyShutdown(_context, _table, _pools).Run();
        SettleExitCode();
        await _survivors.NameAllAsync(lived);
        await DisposeAsync();
    }

    /// <summary>Closes servers, logs and the pid file; also after a start that failed half-way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        _table.Gates.Dispose();
        _context.Cgroups.Remove();
        _services.Schedules = _table.Schedules.ToCarry();
        _table.Schedules.Dispose();
        await _servers.DisposeAsync();
        await InTimeAsync(_pidFile.RemoveAsync());
        if (_context.StateFile is { } file)
            await InTimeAsync(file.CloseAsync());
        _services.Failures.Log = null;
        await InTimeAsync(_context.Stdout.CloseAsync());
        await InTimeAsync(_log.DisposeAsync().AsTask());
    }

    public void Reap() => _table.Reap();

    public void HandleSignal(int signal)
    {
        var name = Signals.Name(signal);
        switch (signal)
        {
            case Signals.SIGCHLD:
                _log.ChildSignal(name);
                _table.Reap();
                break;
            case Signals.SIGTERM or Signals.SIGINT or Signals.SIGQUIT:
                _log.ExitRequested(name);
                RequestShutdown();
                break;
            case Signals.SIGHUP when State == SupervisorState.Shutdown:
                _log.RestartIgnored(name);
                break;
            case Signals.SIGHUP:
                _log.RestartRequested(name);
                RestartUnlessBroken();
                break;
            case Signals.SIGUSR1:
                _log.UpgradeRequested(name);
                _upgrades.BeginBySignal();
                break;
            case Signals.SIGUSR2:
                _log.ReopenRequested(name);
                ReopenLogs();
                break;
        }
    }

    public async Task RereadAsync()
    {
        var configuration = BrokenFiles.Keep(await _reading.ReadAsync(), [.. _table.Groups.Select(group => group.Options)]);
        foreach (var message in Privileges.Follow(Configuration.Supervisord, configuration.Supervisord))
            _log.Write(message.Level, message.Text);
        Configuration = configuration;
        Follow(configuration);
    }

    public Task<ServerConfiguration> ReadConfigurationAsync() => _looking.ReadAsync();

    public void RequestShutdown()
    {
        State = SupervisorState.Shutdown;
        _stopRequested.TrySetResult();
    }

    public async Task RequestRestartAsync()
    {
        var next = await RestartReadAsync();
        Privileges.VerifyReachable(next.Supervisord);
        if (State == SupervisorState.Shutdown)
            return;
        // Asked for again while the programs are still stopping, the newest configuration counts.
        Next = next;
        State = SupervisorState.Restarting;
        _stopRequested.TrySetResult();
    }

    private void BeginAll()
    {
        _context.MayStart = true;
        foreach (var process in _table.ByPriority.SelectMany(g => g.Processes))
            process.Begin();
    }

    /// <summary>A FastCGI socket that cannot be had ends a first start. After a restart the other programs go on, and its own try again.</summary>
    private async Task CheckSocketsAsync(GroupOptions group)
    {
        try
        {
            await _table.CheckSocketsAsync(group);
        }
        catch (FastCgiSocketException error) when (_services.FirstLife)
        {
            throw new ConfigurationException(error.Message);
        }
        catch (FastCgiSocketException error)
        {
            _log.Critical(error.Message);
        }
    }

    /// <summary>The loop outlives this host: what is due after its end must not come back.</summary>
    private void ScheduleWhileOpen(TimeSpan delay, Action due) => _services.Loop.Schedule(_services.Loop.Now + delay, () =>
    {
        if (!_closing.IsCancellationRequested)
            due();
    });

    public Task ClearMainLogAsync() => _log.ClearAsync();

    private async void RestartUnlessBroken()
    {
        try
        {
            await RequestRestartAsync();
        }
        catch (Exception error)
        {
            foreach (var warning in (error as ConfigurationException)?.Warnings ?? [])
                _log.Warn(warning);
            _log.RestartRefused(error.Message);
        }
    }

    /// <summary>Waits for a disk, but not for ever: what was asked of it is still done when it answers.</summary>
    private async Task InTimeAsync(Task task)
    {
        if (await _services.Loop.CompletesWithinAsync(task, DiskPatience))
            await task;
    }

    private void ReopenLogs()
    {
        _ = _log.ReopenAsync();
        foreach (var log in _table.Groups.SelectMany(g => g.Processes).SelectMany(p => p.Logs.All))
            _ = log.ReopenAsync();
    }

    /// <summary>The few settings that a reread changes at once; the rest waits for a restart.</summary>
    private void Follow(ServerConfiguration configuration)
    {
        _table.Gates.Concurrency = configuration.Supervisord.StartConcurrency;
        _context.Output.StripAnsi = configuration.Supervisord.StripAnsi;
        _context.Output.EchoOutput = configuration.Supervisord.LogLevel <= LogLevel.Debug;
    }

    private async Task StartServersAsync()
    {
        var api = _api = new SupervisorApi(this, _context, _table, _services.LogWriter, _context.Events);
        var methods = ApiMethods.Bind(api, _hasSupervisorInterface);
        var loop = _services.Loop;
        var budget = new AnswerBudget(HttpLimits.MaxAnswersBytes, HttpLimits.AnswerPatience, _services.Time);
        await _servers.StartAsync(_services.Http, _log, _services.Time,
        [
            new XmlRpcEndpoint(
                (call, room) => loop.InvokeAsync(() => CountedAsync(methods.InvokeAsync(call, room))), _log, new LastAnswer(_services.Http.Http.Loop), budget),
            new LogTailEndpoint("/logtail", _services.LogWriter, rest => loop.InvokeAsync(() => api.FindLogFile(rest)), _endless),
            new LogTailEndpoint("/mainlogtail", _services.LogWriter, _ => Task.FromResult(LogPath.Named(MainLogFile)), _endless),
            new PageEndpoint(loop, api, _services.Time, _log, budget),
            new StatusFeedEndpoint(new StatusFeed(loop, api, _services.Time), _endless),
            new AssetEndpoint(),
        ]);
    }

    private void TellOfServers()
    {
        foreach (var (server, listening) in Configuration.HttpServers.Zip(_servers.EndPoints))
        {
            if (_hasSupervisorInterface)
                _log.InterfaceInitialized();
            if (!string.IsNullOrEmpty(server.Username))
                continue;
            _log.NoAuthentication(server.Section);
            _log.OpenToTheNetwork(server.Section, listening);
        }
    }
}
