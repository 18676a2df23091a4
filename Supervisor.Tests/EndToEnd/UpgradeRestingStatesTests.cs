using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What is half done when the daemon is exchanged is done as it would have been without: each is seen once with an upgrade and once without.</summary>
public class UpgradeRestingStatesTests
{
    private const string Name = "x";

    [Fact]
    public async Task A_program_that_waits_for_its_next_try() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "exit 3"
        startretries=2
        """,
        async (daemon, upgrade) =>
        {
            await daemon.Rpc.WaitForStateAsync(Name, "BACKOFF");
            await Eventually.HoldsAsync(() => Times(daemon, "spawned: 'x'") == 2, "it has been tried again");
            await daemon.Rpc.WaitForStateAsync(Name, "BACKOFF");
            await upgrade();
            await daemon.Rpc.WaitForStateAsync(Name, "FATAL");
            return await OwnLinesAsync(daemon);
        });

    [Fact]
    public async Task A_program_that_pauses_before_its_restart_and_the_count_of_its_limit() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "sleep 0.3; exit 3"
        startsecs=0
        restartpause=2
        restart_limit=2/1h
        """,
        async (daemon, upgrade) =>
        {
            await Eventually.HoldsAsync(() => Times(daemon, "paused: x") == 2, "the second pause has begun");
            await daemon.Rpc.WaitForStateAsync(Name, "BACKOFF");
            await upgrade();
            Assert.StartsWith("restart in ", (string)(await daemon.Rpc.CallAsync("supervisor.getProcessInfo", Name)).Struct["description"]!, StringComparison.Ordinal);
            await daemon.Rpc.WaitForStateAsync(Name, "FATAL");
            return await OwnLinesAsync(daemon);
        });

    [Fact]
    public async Task An_essential_program_whose_end_is_seen_by_the_next_image() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "while [ ! -e go ]; do sleep 0.02; done; exit 23"
        startsecs=0
        exit_on_failure=true
        directory=@dir@
        """,
        async (daemon, upgrade) =>
        {
            await daemon.Rpc.WaitForStateAsync(Name, "RUNNING");
            await upgrade();
            daemon.Directory.Write("go", "");
            var code = (await daemon.Supervisor.Process.CompletedAsync()).ExitCode;
            Assert.Equal(23, code);
            return $"{code} {Times(daemon, "shutting down: essential program x exited (exit status 23)")}";
        });

    [Fact]
    public async Task A_program_that_is_asked_to_stop_and_does_not() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"
        stopwaitsecs=3
        startsecs=0
        stdout_logfile=@dir@/x.log
        stopasgroup=true
        killasgroup=true
        """,
        async (daemon, upgrade) =>
        {
            await Eventually.HoldsAsync(() => Read(daemon, "x.log").StartsWith("ready\n", StringComparison.Ordinal), "it ignores the signal");
            Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", Name, false)).Fault);
            await daemon.Rpc.WaitForStateAsync(Name, "STOPPING");
            await upgrade();
            Assert.Equal("STOPPING", await daemon.Rpc.StateOfAsync(Name));
            await daemon.Rpc.WaitForStateAsync(Name, "STOPPED");
            return await OwnLinesAsync(daemon);
        });

    [Fact]
    public async Task A_start_that_is_not_over() => await SameAsync(
        """
        [program:x]
        command=/bin/sleep 1000
        startsecs=3
        """,
        async (daemon, upgrade) =>
        {
            await daemon.Rpc.WaitForStateAsync(Name, "STARTING");
            await upgrade();
            Assert.Equal("STARTING", await daemon.Rpc.StateOfAsync(Name));
            await daemon.Rpc.WaitForStateAsync(Name, "RUNNING");
            return await OwnLinesAsync(daemon);
        });

    [Fact]
    public async Task A_listener_that_has_written_half_a_result() => await SameAsync(
        """
        [eventlistener:x]
        command=/bin/sh @dir@/listener.sh
        events=REMOTE_COMMUNICATION
        stderr_logfile=@dir@/heard
        startsecs=0
        """,
        async (daemon, upgrade) =>
        {
            await SendAsync(daemon, "first");
            await SendAsync(daemon, "second");
            await Eventually.HoldsAsync(() => File.Exists(daemon.Directory["half"]), "half a result is written");
            await upgrade();
            daemon.Directory.Write("go", "");
            await SendAsync(daemon, "third");
            await Eventually.HoldsAsync(() => Read(daemon, "heard").Contains("third", StringComparison.Ordinal), "all is heard");
            return Read(daemon, "heard") + await OwnLinesAsync(daemon);
        },
        directory => directory.Write(
            "listener.sh",
            """
            echo READY
            while read -r header; do
                length=${header##*len:}
                payload=$(head -c "$length" | tail -n 1)
                serial=${header#*poolserial:}
                echo "${serial%% *} $payload" >&2
                printf 'RESULT 4\nFA'
                touch half
                while [ ! -e go ]; do sleep 0.02; done
                printf 'ILREADY\n'
                # What fails comes again; from now on all is well.
                while read -r header; do
                    length=${header##*len:}
                    payload=$(head -c "$length" | tail -n 1)
                    serial=${header#*poolserial:}
                    echo "${serial%% *} $payload" >&2
                    printf 'RESULT 2\nOKREADY\n'
                done
            done
            """.ReplaceLineEndings("\n")));

    [Fact]
    public async Task An_event_of_which_a_full_pipe_has_taken_half() => await SameAsync(
        """
        [eventlistener:x]
        command=/bin/sh -c "echo READY; while [ ! -e go ]; do sleep 0.02; done; exec head -c 300000 > got"
        events=REMOTE_COMMUNICATION
        startsecs=0
        directory=@dir@
        """,
        async (daemon, upgrade) =>
        {
            await daemon.Rpc.WaitForStateAsync(Name, "RUNNING");
            await SendAsync(daemon, string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i,7} ")));
            await upgrade();
            daemon.Directory.Write("go", "");
            await Eventually.HoldsAsync(() => Read(daemon, "got").Length == 300_000, "the event has arrived");
            return Read(daemon, "got")[Read(daemon, "got").IndexOf('\n', StringComparison.Ordinal)..];
        });

    [Fact]
    public async Task A_capture_that_is_half_full_and_a_token_that_is_cut_in_two() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "printf 'before<!--XSUPERVISOR:BEG'; touch cut; while [ ! -e one ]; do sleep 0.02; done; printf 'IN-->half'; touch half; while [ ! -e two ]; do sleep 0.02; done; printf ' and half<!--XSUPERVISOR:END-->after'; exec sleep 1000"
        directory=@dir@
        stdout_capture_maxbytes=1MB
        stdout_logfile=@dir@/x.log
        startsecs=0
        [eventlistener:hears]
        command=/bin/sh -c "echo READY; read -r header; head -c ${header##*len:} > captured; exec sleep 1000"
        events=PROCESS_COMMUNICATION
        directory=@dir@
        startsecs=0
        """,
        async (daemon, upgrade) =>
        {
            await Eventually.HoldsAsync(() => File.Exists(daemon.Directory["cut"]), "the token is cut");
            await upgrade();
            daemon.Directory.Write("one", "");
            await Eventually.HoldsAsync(() => File.Exists(daemon.Directory["half"]), "half of it is there");
            await upgrade();
            daemon.Directory.Write("two", "");
            await Eventually.HoldsAsync(() => Read(daemon, "x.log").EndsWith("after", StringComparison.Ordinal), "the rest is logged");
            await Eventually.HoldsAsync(() => Read(daemon, "captured").Contains("half", StringComparison.Ordinal), "it is told");
            return Read(daemon, "x.log") + Read(daemon, "captured").Split('\n')[^1];
        });

    [Fact]
    public async Task A_log_that_was_moved_away_before() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done"
        stdout_logfile=@dir@/x.log
        startsecs=0
        """,
        async (daemon, upgrade) =>
        {
            await Eventually.HoldsAsync(() => Read(daemon, "x.log").Contains("line 3\n", StringComparison.Ordinal), "it is written");
            File.Move(daemon.Directory["x.log"], daemon.Directory["x.old"]);
            await upgrade();
            var moved = Read(daemon, "x.old").Length;
            await Eventually.HoldsAsync(() => Read(daemon, "x.old").Length > moved, "the file that was moved is written on");
            Assert.False(File.Exists(daemon.Directory["x.log"]));
            await daemon.Supervisor.SignalAsync("USR2");
            await Eventually.HoldsAsync(() => Read(daemon, "x.log").Length > 0, "the next one is written");
            Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", Name)).Fault);
            var all = (Read(daemon, "x.old") + Read(daemon, "x.log")).Split('\n')[..^1];
            Assert.Equal(all.Select((_, at) => $"line {at + 1}"), all);
            return "";
        });

    [Fact]
    public async Task A_log_whose_disk_is_full() => await SameAsync(
        """
        [program:x]
        command=/bin/sh -c "seq 1 60000; exec sleep 1000"
        stdout_logfile=@dir@/disk/x.log
        stdout_logfile_maxbytes=0
        startsecs=0
        """,
        async (daemon, upgrade) =>
        {
            var disk = $"/proc/{daemon.Pid}/root{daemon.Directory["disk"]}";
            await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Contains("disk/x.log' cannot be written: ENOSPC", StringComparison.Ordinal), "the full disk is told");
            await upgrade();
            File.Delete($"{disk}/ballast");
            var expected = string.Concat(Enumerable.Range(1, 60_000).Select(n => $"{n}\n"));
            await Eventually.HoldsAsync(() => new FileInfo($"{disk}/x.log").Length >= expected.Length, "the rest is written");
            Assert.True(expected == File.ReadAllText($"{disk}/x.log"), "nothing is lost and nothing is doubled");
            await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Contains("; 0 bytes were lost", StringComparison.Ordinal), "the end of it is told");
            return $"{Times(daemon, "cannot be written")} {Times(daemon, "bytes were lost")}";
        },
        surroundings: peer => peer.BehindMounts("mkdir -p disk && mount -t tmpfs -o size=2m tmpfs disk && head -c 2000000 /dev/zero > disk/ballast"));

    private static async Task SameAsync(
        string sections,
        Func<UpgradeDaemon, Func<Task>, Task<string>> observe,
        Action<TestDirectory>? prepare = null,
        Func<Peer, Peer>? surroundings = null)
    {
        if (Peer.NativeBinary() is null)
            return;
        Assert.Equal(await RunAsync(upgrades: false), await RunAsync(upgrades: true));

        async Task<string> RunAsync(bool upgrades)
        {
            await using var daemon = (await UpgradeDaemon.StartAsync($"[supervisord]\ndirectory=@dir@\n{sections}\n", surroundings, prepare))!;
            return await observe(daemon, async () =>
            {
                if (!upgrades)
                    return;
                await daemon.Program.ReplaceAsync(await UpgradeProgram.VersionAsync(await daemon.GenerationAsync() - 1));
                await daemon.UpgradeAsync();
            });
        }
    }

    private static async Task SendAsync(UpgradeDaemon daemon, string text) =>
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.sendRemoteCommEvent", "test", text)).Fault);

    private static string Read(UpgradeDaemon daemon, string name) => File.Exists(daemon.Directory[name]) ? File.ReadAllText(daemon.Directory[name]) : "";

    private static int Times(UpgradeDaemon daemon, string text) => daemon.Supervisor.MainLog.Split(text).Length - 1;

    private static async Task<string> OwnLinesAsync(UpgradeDaemon daemon) =>
        MainLogText.ByProgram(MainLogText.Lines(await daemon.MainLogAsync(), daemon.Directory), Name);
}
