using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Listeners;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>Owns a table of processes with real children, on a real loop that reaps them.</summary>
internal sealed class ProcessStage : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Thread _thread;
    private readonly SpawnerThread _spawner = new();
    private readonly BaseEnvironment _environment = new(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
    private readonly LogWriter _writer = new();

    /// <param name="time">The wall clock of what is shown and of schedules; the machine's where it is not given.</param>
    public ProcessStage(TimeProvider? time = null)
    {
        _loop = new EventLoop(TimeProvider.System, Failures.Add);
        _thread = new Thread(_loop.Run) { IsBackground = true, Name = "loop of a test" };
        _thread.Start();
        Context = new ProcessContext
        {
            Loop = _loop,
            Time = time ?? TimeProvider.System,
            Log = Log,
            LogWriter = _writer,
            Events = new EventBus(Failures.Add),
            SpawnQueue = _spawner.Queue,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            SharedEnvironment = _environment,
            ServerUrl = null,
        };
        Pools = new ListenerPools(Context.Events, Log, new SerialCounter(), () => "supervisor");
        Table = new ProcessTable(Context, Pools, () => new(Directory.Path, "supervisor"));
    }

    public TestDirectory Directory { get; } = new();

    public List<Exception> Failures { get; } = [];

    public RecordedLog Log { get; } = new();

    public ProcessContext Context { get; }

    public ListenerPools Pools { get; }

    public ProcessTable Table { get; }

    public T Do<T>(Func<T> work) => _loop.InvokeAsync(work).WaitAsync(Eventually.Patience).GetAwaiter().GetResult();

    public Task<T> DoAsync<T>(Func<Task<T>> work) => _loop.InvokeAsync(work).WaitAsync(Eventually.Patience);

    /// <summary>Looks for deaths of the table's own children, until the process has come to a state: other tests' children are left alone.</summary>
    public Task ReachedAsync(ManagedProcess process, Supervisor.Rpc.Contract.ProcessState state) => Eventually.HoldsAsync(
        () => Do(() =>
        {
            ReapOwn();
            return process.State == state && !process.Status.IsLaunching;
        }),
        $"{process.Name} is {state}");

    public void ReapOwn()
    {
        foreach (var process in Table.Groups.SelectMany(g => g.Processes).Where(p => p.Status.Pid != 0).ToList())
        {
            if (ChildReaper.TryReap(process.Status.Pid, out var status))
                process.ChildExited(status);
        }
    }

    public ManagedProcess Process(string group, int index = 0) => Do(() => Table.Find(group)!.Processes[index]);

    public static GroupOptions Group(string name, int priority, params ProcessOptions[] processes) =>
        new() { Name = name, Priority = priority, Processes = new EquatableList<ProcessOptions>(processes) };

    public static ProcessOptions Options(string name, string command)
    {
        var none = new ChannelOptions { LogFile = LogTarget.None };
        return new ProcessOptions { Name = name, Command = command, Stdout = none, Stderr = none, StartSeconds = 0 };
    }

    public void Dispose()
    {
        foreach (var pid in Do(() => Table.Groups.SelectMany(g => g.Processes).Select(p => p.Status.Pid).Where(p => p != 0).ToList()))
        {
            Signals.KillGroup(pid, Signals.SIGKILL);
            ChildReaper.Await(pid);
        }
        _loop.Stop();
        _thread.Join();
        _loop.Dispose();
        _spawner.Dispose();
        _writer.Dispose();
        _environment.Dispose();
        Directory.Dispose();
    }
}
