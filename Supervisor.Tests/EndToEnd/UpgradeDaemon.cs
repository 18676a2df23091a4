using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Owns a daemon that runs from an <see cref="UpgradeProgram"/>, and its directory.</summary>
internal sealed class UpgradeDaemon : IAsyncDisposable
{
    public const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";

    private UpgradeDaemon(TestDirectory directory, UpgradeProgram program, RunningSupervisor supervisor) =>
        (Directory, Program, Supervisor) = (directory, program, supervisor);

    public TestDirectory Directory { get; }

    public UpgradeProgram Program { get; }

    public RunningSupervisor Supervisor { get; }

    public RpcProbe Rpc => Supervisor.Rpc;

    public int Pid => Supervisor.Pid;

    /// <summary>Null where there is no native program.</summary>
    /// <param name="sections">Of the configuration; <c>@dir@</c> is the directory.</param>
    /// <param name="surroundings">What the program is started in.</param>
    /// <param name="prepare">What must be in the directory before the start.</param>
    public static async Task<UpgradeDaemon?> StartAsync(string sections, Func<Peer, Peer>? surroundings = null, Action<TestDirectory>? prepare = null)
    {
        var directory = new TestDirectory();
        if (await UpgradeProgram.InstallAsync(directory) is not { } program)
        {
            directory.Dispose();
            return null;
        }
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        prepare?.Invoke(directory);
        var peer = await program.PeerAsync();
        return new(directory, program, await RunningSupervisor.StartAsync(sections, surroundings?.Invoke(peer) ?? peer, directory));
    }

    public async Task<RpcStruct> StatusAsync() => (await Rpc.CallAsync("live.getStatus")).Struct;

    public async Task<int> GenerationAsync() => (int)(await StatusAsync())["generation"]!;

    /// <summary>Asks for it, and waits until another image answers. A refusal is a failure.</summary>
    public async Task UpgradeAsync()
    {
        var asked = await Rpc.CallAsync("live.upgrade");
        Assert.Null(asked.Fault);
        await TakesOverAsync((int)asked.Value!);
    }

    public async Task TakesOverAsync(int generation)
    {
        var status = await EndedAsync(generation);
        Assert.Equal((generation, ""), ((int)status["generation"]!, (string)status["last_error"]!));
    }

    /// <summary>Waits until it has come to that, or was given up.</summary>
    public Task<RpcStruct> EndedAsync(int generation) => Eventually.GetAsync(
        StatusAsync, status => (int)status["generation"]! >= generation || (string)status["last_error"]! != "", $"generation {generation}");

    /// <summary>Null while it does not run, or nobody answers.</summary>
    public async Task<int?> RunningPidAsync(string name)
    {
        try
        {
            return (await Rpc.CallAsync("supervisor.getProcessInfo", name)) is { Fault: null, Http.Status: 200 } info && (string)info.Struct["statename"]! == "RUNNING"
                ? (int)info.Struct["pid"]!
                : null;
        }
        catch (Exception down) when (down is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>Every program with its pid, in order.</summary>
    public async Task<IReadOnlyList<string>> PidsAsync() =>
        [.. (await Rpc.CallAsync("supervisor.getAllProcessInfo")).Array.Cast<RpcStruct>().Select(p => $"{p["name"]} {p["pid"]}")];

    /// <summary>With everything that was written before: the daemon reads it after that.</summary>
    public async Task<string> MainLogAsync() => (string)(await Rpc.CallAsync("supervisor.readLog", 0, 0)).Value!;

    /// <summary>How many it has open when it has come to rest: when a hundred looks, one after another, see the same.</summary>
    public async Task<int> OpenDescriptorsAsync()
    {
        var (seen, times) = (-1, 0);
        await Eventually.HoldsAsync(
            () =>
            {
                var now = System.IO.Directory.GetFileSystemEntries($"/proc/{Pid}/fd").Length;
                (seen, times) = (now, now == seen ? times + 1 : 0);
                return times == 100;
            },
            "the number of open descriptors stays the same");
        return seen;
    }

    public string Comm => File.ReadAllText($"/proc/{Pid}/comm").Trim();

    public async Task EndsAsync()
    {
        await Supervisor.SignalAsync("TERM");
        var ended = await Supervisor.Process.CompletedAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Empty(Supervisor.DescendantPids);
        Assert.False(File.Exists(Supervisor.SocketPath));
        Assert.False(File.Exists(Directory[TestConfiguration.PidName]));
    }

    public async Task<bool> AnswersAsync()
    {
        try
        {
            return (await Rpc.CallAsync("supervisor.getState")).Http.Status == 200;
        }
        catch (Exception down) when (down is SocketException or IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        Directory.Dispose();
    }
}
