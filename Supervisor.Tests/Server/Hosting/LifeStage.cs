using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Hosting;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>
/// Owns one life of a whole daemon within the tests' process: a loop with its thread, a spawner, a log writer, a host with real children. Can be
/// frozen, so that another one goes on with what it had.
/// </summary>
internal sealed class LifeStage : IAsyncDisposable
{
    /// <summary>What they hold belongs to others by now: no finalizer may ever close it.</summary>
    private static readonly List<LifeStage> Frozen = [];

    private readonly EventLoop _loop;
    private readonly Thread _thread;
    private readonly SpawnerThread _spawner = new();
    private readonly HttpEngine _http;
    private readonly LogWriter _writer = new();
    private readonly HostServices _services;
    private readonly ConfigurationReader _reader;
    private readonly StringWriter _error = new();
    private SupervisorHost? _host;
    private bool _isFrozen;

    private LifeStage(string file, DaemonSnapshot? snapshot)
    {
        var time = TimeProvider.System;
        var origin = snapshot?.Origin ?? time.GetTimestamp();
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" };
        var directory = Path.GetDirectoryName(file)!;
        _loop = new EventLoop(time, Failures.Add, origin);
        _http = new HttpEngine(time, Failures.Add);
        _services = new HostServices
        {
            Loop = _loop,
            Origin = origin,
            SpawnQueue = _spawner.Queue,
            Failures = new FailureReports(_error),
            Http = _http,
            LogWriter = _writer,
            Time = time,
            Environment = environment,
            SharedEnvironment = new BaseEnvironment(environment),
            Error = _error,
            Manager = new ServiceNotification(socket: null, time),
            Program = new ProgramFile(),
            StartDirectory = directory,
            MainThread = Thread.CurrentThread,
            EventSerials = new SerialCounter(snapshot?.LastSerial ?? -1),
        };
        _reader = new ConfigurationReader(CommandLine.Parse(["-c", file], directory), "supervisord", environment, directory, "thehost");
        _thread = new Thread(_loop.Run) { IsBackground = true, Name = "loop of a test" };
        _thread.Start();
    }

    public List<Exception> Failures { get; } = [];

    public SupervisorHost Host => _host ?? throw new InvalidOperationException("there is no host yet");

    public static async Task<LifeStage> StartAsync(string file)
    {
        var stage = new LifeStage(file, snapshot: null);
        stage._host = await stage.DoAsync(() => SupervisorHost.OpenAsync(stage._services, stage._reader, stage._reader.Read()));
        await stage.DoAsync(async () =>
        {
            await stage.Host.StartAsync([]);
            return true;
        });
        return stage;
    }

    /// <summary>Another life goes on with what a frozen one had.</summary>
    public static async Task<LifeStage> ResumeAsync(string file, DaemonSnapshot snapshot)
    {
        var stage = new LifeStage(file, snapshot);
        stage._host = await stage.DoAsync(() => SupervisorHost.ResumeAsync(stage._services, stage._reader, snapshot));
        return stage;
    }

    public T Do<T>(Func<T> work) => _loop.InvokeAsync(work).WaitAsync(Eventually.Patience).GetAwaiter().GetResult();

    public Task<T> DoAsync<T>(Func<Task<T>> work) => _loop.InvokeAsync(work).WaitAsync(Eventually.Patience);

    public ManagedProcess Process(string name) => Do(() => Host.Table.Find(name)!.Processes[0]);

    public Task HoldsAsync(string name, Func<ManagedProcess, bool> condition, string what) => Eventually.HoldsAsync(
        () => Do(() =>
        {
            ReapOwn();
            return condition(Host.Table.Find(name)!.Processes[0]);
        }),
        $"{name} {what}");

    /// <summary>Writes down what the life owns and ends it in the same turn, which is the loop's own, with everything left open.</summary>
    public async Task<DaemonSnapshot> FreezeAsync()
    {
        var taken = new TaskCompletionSource<DaemonSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            try
            {
                taken.SetResult(Host.ToRecord());
                _loop.Stop();
            }
            catch (SnapshotRefusedException refused)
            {
                taken.SetException(refused);
            }
        });
        var snapshot = await taken.Task.InTime();
        _isFrozen = true;
        lock (Frozen)
            Frozen.Add(this);
        _thread.Join();
        _loop.Dispose();
        _spawner.Dispose();
        await _http.DisposeAsync();
        return snapshot;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isFrozen)
            return;
        foreach (var pid in Do(() => Host.Table.Groups.SelectMany(g => g.Processes).Select(p => p.Status.Pid).Where(p => p != 0).ToList()))
        {
            Signals.KillGroup(pid, Signals.SIGKILL);
            ChildReaper.Await(pid);
        }
        await DoAsync(async () =>
        {
            await Host.DisposeAsync();
            return true;
        });
        _loop.Stop();
        _thread.Join();
        _loop.Dispose();
        _spawner.Dispose();
        await _http.DisposeAsync();
        await _writer.DisposeAsync();
        _services.SharedEnvironment.Dispose();
        await _error.DisposeAsync();
    }

    /// <summary>The death of a child is looked for by its pid: other tests' children are left alone.</summary>
    private void ReapOwn()
    {
        foreach (var process in Host.Table.Groups.SelectMany(g => g.Processes).Where(p => p.Status.Pid != 0).ToList())
        {
            var pid = process.Status.Pid;
            if (ChildReaper.TryReap(pid, out var status))
                Host.Table.Died(pid, status);
        }
    }
}
