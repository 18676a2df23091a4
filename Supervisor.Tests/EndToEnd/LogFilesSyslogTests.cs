using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>The system's log, played by the test: <c>/dev</c> of the daemon's own mount namespace has the test's socket as <c>/dev/log</c>.</summary>
public partial class LogFilesSyslogTests
{
    /// <summary>The devices are lent one by one, since the system's own folder must stay as it is.</summary>
    private const string LendDevices =
        """
        mkdir devices && mount -t tmpfs tmpfs devices && ln -s "$PWD/log" devices/log
        for device in null zero full random urandom tty; do touch devices/$device && mount --bind /dev/$device devices/$device; done
        mkdir devices/pts devices/shm && ln -s /proc/self/fd devices/fd && ln -s fd/0 devices/stdin && ln -s fd/1 devices/stdout && ln -s fd/2 devices/stderr
        mount --move devices /dev
        """;

    [Fact]
    public async Task Programs_and_the_daemon_write_to_the_systems_log_what_stock_writes()
    {
        var (stock, ours) = await BothPeers.RunAsync(MessagesAsync);
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("supervisord: talk one", ours, StringComparison.Ordinal);
        Assert.Contains("supervisord: talk to stderr", ours, StringComparison.Ordinal);
        Assert.Contains("INFO spawned: 'talk' with pid", ours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_log_that_does_not_read_holds_up_nobody()
    {
        using var directory = new TestDirectory();
        using var syslog = Listen(directory);
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:flood]
            command=seq 1 300000
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/flood.log
            stdout_logfile_maxbytes=0
            stdout_syslog=true
            """,
            (await Peer.OursAsync()).BehindMounts(LendDevices),
            directory);
        await supervisor.Rpc.WaitForStateAsync("flood", "EXITED");
        var expected = string.Concat(Enumerable.Range(1, 300_000).Select(n => $"{n}\n"));
        var tail = await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "flood", 0, 7);
        Assert.Equal(["300000\n", expected.Length, true], tail.Array);
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.clearProcessLogs", "flood")).Value);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static async Task<string> MessagesAsync(Peer peer)
    {
        using var directory = new TestDirectory();
        using var syslog = Listen(directory);
        var messages = new ConcurrentQueue<string>();
        var heard = HearAsync(syslog, messages);
        await using (var supervisor = await RunningSupervisor.StartAsync(
            """
            [supervisord]
            logfile=syslog
            [program:talk]
            command=sh -c "echo one; echo 'two %%s %%n'; echo; echo four; echo to stderr >&2; exec cat"
            startsecs=0
            stdout_logfile=@dir@/talk.log
            stdout_syslog=true
            stderr_logfile=NONE
            stderr_syslog=true
            [program:old]
            command=sh -c "echo deprecated; exec cat"
            startsecs=0
            stdout_logfile=syslog
            """,
            peer.BehindMounts(LendDevices),
            directory))
        {
            await Eventually.HoldsAsync(
                () => new[] { "talk four", "talk to stderr", "old deprecated", "success: old", "success: talk" }.All(m => messages.Any(h => h.Contains(m, StringComparison.Ordinal))),
                "all messages have come");
            Assert.Equal("one\ntwo %s %n\n\nfour\n", File.ReadAllText(directory["talk.log"]));
            // A call that waits says so, where the program does not end at once.
            Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.stopProcess", "talk", false)).Value);
            await Eventually.HoldsAsync(() => messages.Any(h => h.Contains("stopped: talk", StringComparison.Ordinal)), "the stop has come");
        }
        syslog.Close();
        await heard;
        // The order between a program's lines and the daemon's is nobody's promise.
        return string.Join('\n', messages.Select(m => Normal(m, directory)).Order(StringComparer.Ordinal));
    }

    private static Socket Listen(TestDirectory directory)
    {
        var syslog = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        syslog.Bind(new UnixDomainSocketEndPoint(directory["log"]));
        return syslog;
    }

    private static async Task HearAsync(Socket syslog, ConcurrentQueue<string> messages)
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
                messages.Enqueue(Encoding.UTF8.GetString(buffer, 0, await syslog.ReceiveAsync(buffer)));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test has heard enough.
        }
    }

    private static string Normal(string message, TestDirectory directory)
    {
        // Stock's lines of the main log end in a line end, which every receiver takes off.
        message = Time().Replace(message.TrimEnd('\n').Replace(directory.Path, "@dir@", StringComparison.Ordinal), "$1<time> ");
        return Pid().Replace(message, "pid <pid>");
    }

    [GeneratedRegex(@"(^<\d+>|supervisord: )(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) ")]
    private static partial Regex Time();

    [GeneratedRegex(@"pid [0-9]+")]
    private static partial Regex Pid();
}
