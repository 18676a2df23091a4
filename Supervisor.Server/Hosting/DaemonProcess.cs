using Supervisor.Server.Events;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>What the services of a daemon are made of.</summary>
/// <param name="StartDirectory">Where the program stood when it was started.</param>
/// <param name="Environment">What every child gets.</param>
/// <param name="StandardStreamCopies">What else stands for the standard streams.</param>
internal sealed record ServiceOptions(string StartDirectory, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<int> StandardStreamCopies)
{
    /// <summary>What an earlier image of the program left; null for one that begins.</summary>
    public HandoverState? TakenOver { get; init; }
}

/// <summary>
/// Owns what lives as long as the program: the loop and its thread, the spawner on the main thread, the log writer, what speaks HTTP. Every
/// thread is made here.
/// </summary>
internal sealed class DaemonProcess : IDisposable
{
    /// <summary>For the start that the main thread is at when everything else has ended.</summary>
    private static readonly TimeSpan SpawnerPatience = TimeSpan.FromSeconds(2);

    private readonly HostServices _services;

    /// <summary>To be called by the main thread.</summary>
    /// <param name="options">What the services are made of.</param>
    /// <param name="error">The daemon's stderr.</param>
    public DaemonProcess(ServiceOptions options, TextWriter error)
    {
        var time = TimeProvider.System;
        var failures = new FailureReports(error);
        var before = options.TakenOver;
        var origin = before?.Daemon.Origin ?? time.GetTimestamp();
        var http = new HttpEngine(time, failures.Report);
        ThreadWarmUp.Run();
        _services = new HostServices
        {
            Loop = new EventLoop(time, failures.Report, origin),
            Origin = origin,
            SpawnQueue = new SpawnQueue(failures.Report),
            Failures = failures,
            Http = http,
            LogWriter = new LogWriter(time),
            Time = time,
            Environment = options.Environment,
            SharedEnvironment = new BaseEnvironment(options.Environment),
            Error = error,
            StandardStreamCopies = options.StandardStreamCopies,
            EventSerials = new SerialCounter(before?.Daemon.LastSerial ?? -1),
            FirstLife = before is null,
            Manager = new ServiceNotification(Environment.GetEnvironmentVariable(ServiceNotification.SocketVariable), time),
            Program = new ProgramFile(before?.ProgramPath),
            Upgrades = new UpgradeHistory { Generation = (before?.Generation ?? 1) + (Takeover.Refusal.Length > 0 ? 1 : 0) },
            StartDirectory = options.StartDirectory,
            MainThread = Thread.CurrentThread,
        };
        _services.LogWriter.KnowAgents(before?.LogAgents ?? []);
    }

    /// <summary>Runs until the work on the loop has ended, and then until nothing is left. Fails with what that fails with.</summary>
    public int Run(Func<HostServices, Task> live)
    {
        var ended = _services.Loop.InvokeAsync(async () =>
        {
            using var memory = new RestCollector(_services.Loop);
            memory.ExpectRest();
            using var mounts = WatchMounts(_services.Loop, _services.LogWriter.Mounts);
            await live(_services);
            return _services.ExitCode;
        });
        return RunThreads(_services, ended);
    }

    public void Dispose()
    {
        _services.SharedEnvironment.Dispose();
        _services.SpawnQueue.Dispose();
        _services.Loop.Dispose();
    }

    /// <summary>So that a start does not have to ask whether the list of mounts has changed.</summary>
    private static FdWatch? WatchMounts(EventLoop loop, Mounts mounts)
    {
        if (mounts.Descriptor < 0)
            return null;
        var watch = loop.WatchNews(mounts.Descriptor, mounts.Refresh);
        mounts.IsWatched = true;
        return watch;
    }

    /// <summary>The loop gets a thread of its own; the main thread starts the children, whose parent-death signals are tied to it.</summary>
    private static int RunThreads(HostServices services, Task<int> ended)
    {
        var loopThread = new Thread(services.Loop.Run) { IsBackground = true, Name = "loop" };
        loopThread.Start();
        services.SpawnQueue.StartSpares();
        var isFinished = 0;
        _ = ended.ContinueWith(_ => EndSpawnerAsync(services, () => Environment.Exit(Finish())), TaskContinuationOptions.ExecuteSynchronously);
        services.SpawnQueue.Run();
        return Finish();

        int Finish()
        {
            // The main thread may come back at the very moment it is given up.
            if (Interlocked.Exchange(ref isFinished, 1) != 0)
                new ManualResetEventSlim().Wait();
            return End(services, loopThread, ended);
        }
    }

    /// <summary>The main thread comes back from its last start; where that does not answer (a directory service) the end does not wait for it.</summary>
    private static async Task EndSpawnerAsync(HostServices services, Action giveUp)
    {
        services.SpawnQueue.Dispose();
        await Task.Delay(SpawnerPatience, services.Time).ConfigureAwait(false);
        giveUp();
    }

    private static int End(HostServices services, Thread loopThread, Task<int> ended)
    {
        services.Loop.Stop();
        loopThread.Join();
        services.Http.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var left in services.LogWriter.CloseAsync(LogWriter.DefaultGrace).GetAwaiter().GetResult())
            services.Error.WriteLine($"left behind: {left}");
        return ended.GetAwaiter().GetResult();
    }
}
