using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A directory service that stops answering: a real module of the C library's name service, which waits as long as a file is there.</summary>
public sealed class FaultsUserDatabaseTests : IDisposable
{
    private const int Starts = 5;

    private static readonly string Sections = UnconcernedPrograms.Sections
        + $"[program:far]\ncommand=sleep 1000\nprocess_name=far%(process_num)d\nnumprocs={Starts}\nuser=nobody\nautostart=false\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Programs_of_other_users_wait_for_it_alone_and_start_when_it_answers()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, await PeerAsync(), _directory);
        Hang();
        var started = supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "far", false);
        await Eventually.HoldsAsync(() => Count(supervisor, "is held up: the system's user database, asked for user ") == Starts, "all are told");
        await UnconcernedPrograms.GoOnAsync(supervisor);
        Answer();
        foreach (var i in Enumerable.Range(0, Starts))
            await supervisor.Rpc.WaitForStateAsync($"far:far{i}", "RUNNING");
        Assert.Null((await started).Fault);
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task The_end_comes_in_time_while_starts_wait_for_it()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, await PeerAsync(), _directory);
        Hang();
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "far", false)).Fault);
        await Eventually.HoldsAsync(() => Count(supervisor, "is held up") == Starts, "all are told");
        await UnconcernedPrograms.EndAsync(supervisor);
        Assert.Equal(Starts, Count(supervisor, "was given up: the system's user database"));
        Assert.False(File.Exists(supervisor.SocketPath));
    }

    [Fact]
    public async Task A_reread_is_refused_after_a_while_and_good_when_it_answers()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, await PeerAsync(), _directory);
        Hang();
        RpcReply[] refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => supervisor.Rpc.CallAsync("supervisor.reloadConfig")));
        Assert.All(refused, reply => Assert.Matches("CANT_REREAD: .*user database", reply.Fault?.Text));
        await UnconcernedPrograms.GoOnAsync(supervisor);
        Answer();
        await Eventually.HoldsAsync(async () => (await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault is null, "it is read again");
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    private static int Count(RunningSupervisor supervisor, string text) => supervisor.MainLog.Split(text).Length - 1;

    private void Hang() => _directory.Write("gate", "");

    private void Answer() => File.Delete(_directory["gate"]);

    private async Task<Peer> PeerAsync()
    {
        var source = Path.Combine(Repository.Root, "Supervisor.Tests/Support/hanging_users.c");
        var built = await ChildProcess.RunAsync(
            "cc", ["-Wall", "-Werror", "-O1", "-shared", "-fPIC", $"-DGATE=\"{_directory["gate"]}\"", "-o", _directory["libnss_hanging.so.2"], source]);
        Assert.True(built.ExitCode == 0, built.Error);
        _directory.Write("nsswitch.conf", "passwd: hanging files\ngroup: files\nhosts: files\n");
        return (await Peer.OursAsync()).BehindMounts($"mount --bind {_directory["nsswitch.conf"]} /etc/nsswitch.conf\nexport LD_LIBRARY_PATH={_directory.Path}");
    }
}
