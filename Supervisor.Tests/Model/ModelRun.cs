using System.Globalization;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>
/// Owns a daemon with random programs, does random things to it, and holds it to what must be so whatever was done: no exit is lost, nothing
/// runs twice, logs are what was written, events are what happened, and at rest it owns what it owned before. All follows from the seed,
/// save for what the kernel's scheduler decides.
/// </summary>
internal sealed partial class ModelRun : IAsyncDisposable
{
    private const int Backups = 2000;
    private const int LastActions = 25;

    private static readonly Lazy<Task<string>> Child = new(BuildChildAsync);

    private readonly Random _random;
    private readonly string _child;
    private readonly TestDirectory _directory;
    private readonly ModelConfiguration _first;
    private readonly List<string> _done = [];
    private readonly HashSet<int> _killed = [];
    private ModelConfiguration _written;
    private ModelConfiguration _running;
    private RunningSupervisor _supervisor = null!;
    private Resources _atRest = null!;

    private ModelRun(int seed, string child)
    {
        _random = new Random(seed);
        _child = child;
        _directory = new TestDirectory();
        _first = _written = _running = ModelConfiguration.Any(_random);
    }

    private RpcProbe Rpc => _supervisor.Rpc;

    /// <summary>Throws with the seed and the last actions at the first thing that must not be.</summary>
    public static async Task<ModelSummary> RunAsync(int seed, int actions, Peer peer)
    {
        await using var run = new ModelRun(seed, await Child.Value);
        try
        {
            return await run.RunAsync(actions, peer);
        }
        catch (Exception found)
        {
            var last = string.Join("\n  ", run._done.TakeLast(LastActions));
            var log = run._directory.Names().Contains(TestConfiguration.LogName) ? string.Join("\n  ", File.ReadLines(run._directory[TestConfiguration.LogName]).TakeLast(40)) : "";
            var heard = run._directory.Names().Contains(EventRecord.FileName) ? File.ReadLines(run._directory[EventRecord.FileName]).Count() : -1;
            throw new ModelViolation($"seed {seed}: {found.Message}\nlines from the listener: {heard}\nprograms:\n  {string.Join("\n  ", run._running.Programs)}\nlast actions:\n  {last}\nmain log:\n  {log}", found);
        }
    }

    public static Task<string> ChildProgramAsync() => Child.Value;

    public async ValueTask DisposeAsync()
    {
        if (_supervisor is not null)
            await _supervisor.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<ModelSummary> RunAsync(int actions, Peer peer)
    {
        _supervisor = await RunningSupervisor.StartAsync(Text(_first), peer, _directory);
        // Every log was opened once before what is kept at rest is counted.
        foreach (var program in _first.Programs)
            await AskAsync("startProcessGroup", program.Name, false);
        await StopAllAsync();
        _atRest = Resources.Of(_supervisor.Pid);
        for (var i = 0; i < actions; i++)
        {
            await ActAsync();
            await LookAsync();
        }
        await ComeToRestAsync();
        var changes = EventRecord.Read(_directory.Path, _killed).Changes;
        await EndAsync();
        ChildBooks.NoTwoAtOnce(_directory.Path);
        var bytes = ChildBooks.Names(_directory.Path).Sum(name => ChildBooks.LogsAreWhole(_directory.Path, name));
        return new ModelSummary(actions, ChildBooks.Starts(_directory.Path), changes, bytes);
    }

    /// <summary>What the daemon says must be so in the kernel too, at once or as soon as it has heard of the change.</summary>
    private async Task LookAsync()
    {
        var infos = await InfosAsync();
        Must(infos.Select(i => i.FullName).Order(StringComparer.Ordinal).SequenceEqual(_running.FullNames), $"the processes are {string.Join(' ', infos.Select(i => i.FullName))}");
        foreach (var info in infos)
        {
            Must((info.Pid != 0) == (info.State is "RUNNING" or "STOPPING") || info.State is "STARTING", $"{info} has that pid");
            if (info.Pid != 0 && !Resources.IsAlive(info.Pid))
                await Eventually.GetAsync(() => InfoAsync(info.FullName), now => now.Pid != info.Pid, $"the death of {info.Pid}, {info}, is noticed");
        }
        ChildBooks.NoTwoAtOnce(_directory.Path);
    }

    private async Task StopAllAsync()
    {
        foreach (var program in _running.Programs)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await AskAsync("stopProcessGroup", program.Name, true);
                    return (await InfosAsync()).Where(i => i.FullName.StartsWith(program.Name + ":", StringComparison.Ordinal)).All(i => i.IsResting);
                },
                $"{program.Name} is at rest");
        }
    }

    private async Task ComeToRestAsync()
    {
        _done.Add("come to rest with the first configuration");
        await UpdateAsync(_first);
        foreach (var program in _first.Programs)
            await AskAsync("startProcessGroup", program.Name, false);
        await StopAllAsync();
        foreach (var info in await InfosAsync())
        {
            var program = _running.Of(info.FullName);
            Must(info.State is not "EXITED" || program.AutoRestart is not "true", $"{info} rests, its autorestart is true");
            await Eventually.GetAsync(
                () => Task.FromResult(EventRecord.Read(_directory.Path, _killed).StateOf(info.FullName)), state => state == info.State, $"the listener hears of {info}");
        }
        await Eventually.GetAsync(() => Task.FromResult(Resources.Of(_supervisor.Pid)), now => now.IsWithin(_atRest), $"at rest there is again no more than {_atRest}");
        Must(Resources.ChildrenOf(_supervisor.Pid).Count == 1, $"at rest the listener is the only child: {string.Join(' ', Resources.ChildrenOf(_supervisor.Pid))}");
    }

    private async Task EndAsync()
    {
        // Children of every kind are there when the end comes.
        foreach (var program in _running.Programs)
            await AskAsync("startProcessGroup", program.Name, false);
        if (_random.Next(2) == 0)
            await _supervisor.SignalAsync("TERM");
        else
            await AskAsync("shutdown");
        _done.Add("end");
        var code = (await _supervisor.Process.CompletedAsync()).ExitCode;
        Must(code == 0, $"the daemon ended with {code}");
        Must(_supervisor.DescendantPids.Count == 0, $"the daemon left {string.Join(' ', _supervisor.DescendantPids)}");
    }

    private string Text(ModelConfiguration configuration) => $"""
        [eventlistener:listener]
        command=/usr/bin/python3 {Repository.Root}/Supervisor.Tests/Model/model_listener.py {_directory[EventRecord.FileName]}
        events=PROCESS_STATE,PROCESS_GROUP
        priority=-1
        buffer_size=1000000
        stdout_logfile=NONE

        {string.Concat(configuration.Programs.Select(p => p.Section(_child, _directory.Path, Backups)))}
        """;

    private async Task<List<ProcessInfo>> InfosAsync() =>
        [.. (await AskAsync("getAllProcessInfo")).Array.Select(i => ProcessInfo.Of((RpcStruct)i!)).Where(i => i.FullName != "listener:listener")];

    private async Task<ProcessInfo> InfoAsync(string name) => ProcessInfo.Of((await AskAsync("getProcessInfo", name)).Struct);

    private async Task<RpcReply> AskAsync(string method, params object?[] arguments)
    {
        Must(!_supervisor.Process.HasExited, "the daemon lives");
        var reply = await Rpc.CallAsync("supervisor." + method, arguments);
        Must(reply.Http.Status == 200, $"{method}({string.Join(", ", arguments)}) was answered {reply}");
        return reply;
    }

    private static void Must(bool holds, string what)
    {
        if (!holds)
            throw new ModelViolation($"this must hold or must not be: {what}");
    }

    private static async Task<string> BuildChildAsync()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("svt-model-").FullName, "model-child");
        var built = await ChildProcess.RunAsync("cc", ["-Wall", "-O1", "-o", program, Path.Combine(Repository.Root, "Supervisor.Tests/Model/model_child.c")]);
        Must(built.ExitCode == 0, built.Error);
        return program;
    }

    private sealed record ProcessInfo(string FullName, string State, int Pid)
    {
        public bool IsResting => State is "STOPPED" or "EXITED" or "FATAL";

        public static ProcessInfo Of(RpcStruct info) => new($"{info["group"]}:{info["name"]}", (string)info["statename"]!, (int)info["pid"]!);
    }
}

/// <summary>How much of everything a run has seen.</summary>
internal sealed record ModelSummary(int Actions, int Starts, int Changes, long LogBytes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Actions} actions, {Starts} children, {Changes} changes of state, {LogBytes:N0} bytes of logs");
}
