using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>/logtail</c> and <c>/mainlogtail</c> on the wire.</summary>
public class StreamingTests
{
    private const string Programs =
        """
        [supervisord]
        loglevel=info
        [program:talk]
        command=/bin/cat
        startsecs=0
        stdout_logfile=@dir@/talk.log
        stdout_logfile_maxbytes=200
        stdout_logfile_backups=20
        [program:silent]
        command=/bin/cat
        startsecs=0
        stdout_logfile=NONE
        [program:unborn]
        command=/bin/cat
        autostart=false
        stdout_logfile=@dir@/unborn.log
        [group:g]
        programs=zażółć
        [program:zażółć]
        command=/bin/cat
        startsecs=0
        redirect_stderr=true
        stdout_logfile=@dir@/polish.log
        """;

    [Fact]
    public async Task What_is_not_there_is_answered_as_in_stock()
    {
        string[] paths =
        [
            "/logtail/talk/sideways", "/logtail/nope", "/logtail/g:*", "/logtail/g:", "/logtail/silent", "/logtail/unborn", "/logtail/", "/logtail/talk/",
            "/logtail/g:za%C5%BC%C3%B3%C5%82%C4%87/stderr", "/logtail/talk/stdout/more",
        ];
        var stock = await AnswersAsync(await Peer.StockAsync(), paths);
        var ours = await AnswersAsync(await Peer.OursAsync(), paths);
        Assert.Equal(stock, ours);
    }

    [Fact]
    public async Task The_head_of_a_followed_log_has_stocks_status_and_headers()
    {
        string[] paths = ["/logtail/talk", "/logtail/talk/stdout", "/logtail/talk/stderr", "/logtail/g:za%C5%BC%C3%B3%C5%82%C4%87", "/logtail/g%3Aza%C5%BC%C3%B3%C5%82%C4%87/stdout", "/mainlogtail"];
        var stock = await HeadsAsync(await Peer.StockAsync(), paths);
        var ours = await HeadsAsync(await Peer.OursAsync(), paths);
        Assert.Equal(stock, ours);
    }

    [Fact]
    public async Task A_log_that_rotates_all_the_time_is_followed_without_loss()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await supervisor.Rpc.WaitForStateAsync("talk", "RUNNING");
        await using var follower = await FollowAsync(supervisor, "/logtail/talk");
        var sent = new StringBuilder();
        for (var line = 0; line < 40; line++)
        {
            var text = $"line {line} of a log that rotates every few of them\n";
            sent.Append(text);
            await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talk", text);
        }
        var seen = await ReadAsync(follower, text => text.Contains("line 39 of", StringComparison.Ordinal));
        Assert.Equal(sent.ToString(), seen);
        // It is gone for a moment while it is replaced.
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Directory["talk.log.5"]), "the oldest of the backups is there");
    }

    /// <summary>Stock drops the connection here.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_becomes_shorter_is_followed_from_its_beginning_and_the_reader_is_told(bool byHand)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await supervisor.Rpc.WaitForStateAsync("g:zażółć", "RUNNING");
        await SayAsync("before\n");
        await using var follower = await FollowAsync(supervisor, "/logtail/g:za%C5%BC%C3%B3%C5%82%C4%87");
        await ReadAsync(follower, text => text == "before\n");
        if (byHand)
            File.WriteAllText(supervisor.Directory["polish.log"], "");
        else
            await supervisor.Rpc.CallAsync("supervisor.clearProcessLogs", "g:zażółć");
        await SayAsync("a\n");
        var seen = await ReadAsync(follower, text => text.EndsWith("a\n", StringComparison.Ordinal));
        Assert.Equal(byHand ? "==> File truncated <==\na\n" : "a\n", seen);

        Task SayAsync(string text) => supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "g:zażółć", text);
    }

    [Fact]
    public async Task No_chunk_cuts_a_character()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:talk]
            command=/bin/sh -c "while read -r line; do printf '%%b' \"$line\"; done"
            startsecs=0
            stdout_logfile=@dir@/talk.log
            """);
        await supervisor.Rpc.WaitForStateAsync("talk", "RUNNING");
        await using var follower = await FollowAsync(supervisor, "/logtail/talk");
        // The last 1024 bytes begin within a character, and each character comes in two writes.
        foreach (var piece in new[] { @"a\0303", @"\0266b\0360\0237", @"\0230\0200c\0342\0202", @"\0254 end\n" })
            await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talk", piece + "\n");
        Assert.Equal("aöb\U0001F600c€ end\n", await ReadAsync(follower, text => text.EndsWith("end\n", StringComparison.Ordinal)));
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talk", new string('€', 1000) + "\n");
        await Eventually.HoldsAsync(() => new FileInfo(supervisor.Directory["talk.log"]).Length > 3000, "a long log");
        await using var second = await FollowAsync(supervisor, "/logtail/talk");
        var seen = await ReadAsync(second, text => text.Length > 300);
        Assert.DoesNotContain('\uFFFD', seen);
        Assert.InRange(Encoding.UTF8.GetByteCount(seen), 1020, 1024);
    }

    [Fact]
    public async Task Hundreds_follow_at_once_with_no_thread_each_and_no_work_while_nothing_is_written()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await supervisor.Rpc.WaitForStateAsync("talk", "RUNNING");
        var followers = new List<HttpProbe>();
        try
        {
            for (var i = 0; i < 300; i++)
                followers.Add(await FollowAsync(supervisor, "/logtail/talk"));
            await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talk", "to all of you\n");
            foreach (var follower in followers)
                await ReadAsync(follower, text => text == "to all of you\n");
            Assert.InRange(Directory.GetDirectories($"/proc/{supervisor.Pid}/task").Length, 1, 60);
            await IdlesAsync(supervisor);
        }
        finally
        {
            foreach (var follower in followers)
                await follower.DisposeAsync();
        }
        // Those who left are forgotten: their descriptors of the log are closed.
        await Eventually.HoldsAsync(() => OpenFiles(supervisor, "talk.log") == 1, "one descriptor of the log, the writer's");
    }

    [Fact]
    public async Task A_follower_that_does_not_read_holds_up_nobody()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:flood]
            command=/bin/sh -c "head -c 20000000 /dev/zero | tr '\\0' x; echo; echo done; exec cat"
            autostart=false
            startsecs=0
            stdout_logfile=@dir@/flood.log
            stdout_logfile_maxbytes=0
            """);
        File.WriteAllText(supervisor.Directory["flood.log"], "");
        await using var stuck = await FollowAsync(supervisor, "/logtail/flood");
        await using var reader = await FollowAsync(supervisor, "/logtail/flood");
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "flood");
        var total = 0;
        for (var end = ""; !end.EndsWith("\ndone\n", StringComparison.Ordinal);)
        {
            var chunk = await reader.ChunkAsync().WaitAsync(Eventually.Patience);
            total += chunk.Length;
            end += Encoding.UTF8.GetString(chunk);
            end = end[Math.Max(0, end.Length - 10)..];
        }
        Assert.Equal(20_000_000 + "\ndone\n".Length, total);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("flood"));
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static async Task<HttpProbe> FollowAsync(RunningSupervisor supervisor, string path)
    {
        var probe = await HttpProbe.ConnectAsync(supervisor.Rpc.EndPoint);
        await probe.SendAsync($"GET {path} HTTP/1.1\r\nHost: \r\n\r\n");
        var head = await probe.HeadAsync();
        Assert.Equal((200, "chunked"), (head.Status, head["Transfer-Encoding"]));
        return probe;
    }

    /// <summary>Collects chunks until they suffice. Each is decoded on its own, as stock's client does.</summary>
    private static async Task<string> ReadAsync(HttpProbe follower, Func<string, bool> isEnough)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var text = new StringBuilder();
        do
        {
            text.Append(strict.GetString(await follower.ChunkAsync().WaitAsync(Eventually.Patience)));
        }
        while (!isEnough(text.ToString()));
        return text.ToString();
    }

    /// <summary>There is a second in which the daemon uses next to no time: 300 that poll ten times a second would.</summary>
    private static Task IdlesAsync(RunningSupervisor supervisor)
    {
        var (last, looked) = (CpuTime(), TimeProvider.System.GetTimestamp());
        return Eventually.HoldsAsync(
            () =>
            {
                var elapsed = TimeProvider.System.GetElapsedTime(looked);
                if (elapsed < TimeSpan.FromSeconds(1))
                    return false;
                var (used, now) = (CpuTime() - last, TimeProvider.System.GetTimestamp());
                (last, looked) = (CpuTime(), now);
                return used < 0.05 * elapsed.TotalSeconds;
            },
            "an idle second");

        double CpuTime()
        {
            var fields = File.ReadAllText($"/proc/{supervisor.Pid}/stat").Split(") ")[1].Split(' ');
            return (long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0;
        }
    }

    private static int OpenFiles(RunningSupervisor supervisor, string name) =>
        Directory.GetFiles($"/proc/{supervisor.Pid}/fd").Count(fd => new FileInfo(fd).LinkTarget?.Contains(name, StringComparison.Ordinal) == true);

    private static async Task<List<string>> AnswersAsync(Peer peer, string[] paths)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs, peer);
        await supervisor.Rpc.WaitForStateAsync("talk", "RUNNING");
        var answers = new List<string>();
        foreach (var path in paths)
        {
            var answer = await AskAsync(supervisor, path);
            answers.Add($"{path}: {answer.StatusLine} {answer["Content-Type"]} {answer["Content-Length"]}");
        }
        return answers;
    }

    private static async Task<List<string>> HeadsAsync(Peer peer, string[] paths)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs, peer);
        await supervisor.Rpc.WaitForStateAsync("g:zażółć", "RUNNING");
        var heads = new List<string>();
        foreach (var path in paths)
        {
            var head = await AskAsync(supervisor, path);
            var modified = DateTime.TryParse(head["Last-Modified"], out var when) && (DateTime.UtcNow - when.ToUniversalTime()).Duration() < TimeSpan.FromMinutes(2);
            // A proxy would hold the main log back as well; stock forgot to tell it.
            heads.Add($"{path}: {head.StatusLine} {head["Content-Type"]} {head["Transfer-Encoding"]} {(path == "/mainlogtail" ? "" : head["X-Accel-Buffering"])} {modified}");
        }
        return heads;
    }

    private static async Task<HttpReply> AskAsync(RunningSupervisor supervisor, string path)
    {
        await using var probe = await HttpProbe.ConnectAsync(supervisor.Rpc.EndPoint);
        await probe.SendAsync($"GET {path} HTTP/1.1\r\nHost: \r\n\r\n");
        return await probe.HeadAsync();
    }
}
