using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Health;

/// <summary>Programs that say by themselves how they are, by sd_notify(3), and others who say it for them.</summary>
public sealed class NotifyTests : IDisposable
{
    /// <summary>What systemd-notify is made of, where a machine has nothing of systemd.</summary>
    private static readonly string[] Packages =
    [
        "systemd", "libsystemd-shared", "libacl1", "libaudit1", "libblkid1", "libcap2", "libcap-ng0", "libcrypt1", "libgcrypt20", "libgpg-error0", "libip4tc2", "libkmod2", "liblz4-1",
        "liblzma5", "libmount1", "libpam0g", "libpcre2-8-0", "libseccomp2", "libselinux1", "libssl3", "libzstd1",
    ];

    private readonly TestDirectory _directory = new();
    private int _said;

    public NotifyTests()
    {
        File.Copy(Path.Combine(Repository.Root, "Supervisor.Tests/EndToEnd/Health/speaker.py"), _directory["speaker.py"]);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
    }

    private string Section => $"[program:web]\ncommand={StockSupervisor.Python} {_directory["speaker.py"]}\ndirectory={_directory.Path}\nstartsecs=0\nstopwaitsecs=2\n";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_is_RUNNING_when_it_says_so_and_tells_its_status()
    {
        await using var supervisor = await StartAsync(Section + "notify=true\n");
        Say("STATUS=warming up");
        await Eventually.HoldsAsync(async () => (await HealthOf.AskAsync(supervisor.Rpc, "web")).Any(member => member is { Key: "status_text", Value: "warming up" }), "that is told");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("web"));
        Say("MAINPID=1\nREADY=1\nSTATUS=serving");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Equal(("ready", "serving"), ((string)(await HealthOf.AskAsync(supervisor.Rpc, "web"))["health"]!, (string)(await HealthOf.AskAsync(supervisor.Rpc, "web"))["status_text"]!));
        Assert.Contains("WARN 'web' says that another process is its main one (MAINPID), which is not followed", MainLogText.Lines(supervisor));
    }

    /// <summary>A process of its own, as in a script; Debian's.</summary>
    [Fact]
    public async Task Systemd_notify_is_understood()
    {
        var root = await DebianPackages.UnpackAsync("systemd-notify", [.. Packages]);
        var libraries = $"{root}/usr/lib/x86_64-linux-gnu:{root}/usr/lib/x86_64-linux-gnu/systemd:{root}/lib/x86_64-linux-gnu";
        await using var supervisor = await StartAsync(
            $"[program:web]\ncommand=/bin/sh -c \"LD_LIBRARY_PATH={libraries} {root}/bin/systemd-notify --ready --status='all is well' && exec cat\"\nstartsecs=0\nnotify=true\nnotify_access=all\nstart_timeout=30\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Equal("all is well", (await HealthOf.AskAsync(supervisor.Rpc, "web"))["status_text"]);
    }

    [Fact]
    public async Task It_may_ask_for_more_time()
    {
        await using var supervisor = await StartAsync(Section + "notify=true\nstart_timeout=2\nstartretries=0\n");
        Say("EXTEND_TIMEOUT_USEC=600000000\nSTATUS=asked");
        await Eventually.HoldsAsync(async () => (await HealthOf.AskAsync(supervisor.Rpc, "web")).Any(member => member is { Key: "status_text", Value: "asked" }), "it was heard");
        await using (var other = await RunningSupervisor.StartAsync("[program:other]\ncommand=/bin/cat\nstartretries=0\nnotify=true\nstart_timeout=3\n"))
            await other.Rpc.WaitForStateAsync("other", "FATAL");
        Say("READY=1");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    [Theory]
    [InlineData("main", 0, false)]
    [InlineData("all", 0, true)]
    [InlineData("all", 65534, false)]
    [InlineData("all", 1, true)]
    public async Task Others_speak_for_it_where_they_may(string access, int uid, bool isHeard)
    {
        await using var supervisor = await StartAsync(Section + $"user=daemon\nnotify=true\nnotify_access={access}\n");
        await HealthOf.BecomesAsync(supervisor.Rpc, "web", "starting");
        var socket = await SocketAsync(supervisor);
        var script = $"import os,socket\nos.setgroups([]); os.setgid(1); os.setuid({uid})\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.connect('\\0{socket}')\ns.send(b'X'*9000)\nfor _ in range(10000): s.send(b'STATUS=flood')\ns.send(b'READY=1')\n";
        var sent = await ChildProcess.RunAsync(StockSupervisor.Python, ["-c", script]);
        Assert.Equal(0, sent.ExitCode);
        if (isHeard)
        {
            await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
            return;
        }
        Assert.Contains("may not speak for the program (notify_access=" + access, supervisor.MainLog, StringComparison.Ordinal);
        // What was sent before this has been read.
        Say("STATUS=after");
        await Eventually.HoldsAsync(async () => (await HealthOf.AskAsync(supervisor.Rpc, "web")).Any(member => member is { Key: "status_text", Value: "after" }), "it was heard itself");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("web"));
    }

    [Fact]
    public async Task What_is_said_between_two_lives_counts_for_neither()
    {
        await using var supervisor = await StartAsync(Section + "notify=true\nnotify_access=all\n");
        await HealthOf.BecomesAsync(supervisor.Rpc, "web", "starting");
        var socket = await SocketAsync(supervisor);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web")).Fault);
        var sent = await ChildProcess.RunAsync(StockSupervisor.Python, ["-c", $"import socket\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.sendto(b'READY=1','\\0{socket}')\n"]);
        Assert.Equal(0, sent.ExitCode);
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web", false)).Value);
        Say("STATUS=after");
        await Eventually.HoldsAsync(async () => (await HealthOf.AskAsync(supervisor.Rpc, "web")).Any(member => member is { Key: "status_text", Value: "after" }), "it was heard itself");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("web"));
    }

    [Fact]
    public async Task One_that_is_stopped_in_the_middle_does_not_feed_its_watchdog_and_is_restarted()
    {
        _directory.Write("feed", "");
        await using var supervisor = await StartAsync(Section + "notify=true\nwatchdog_secs=1500ms\n");
        Say("READY=1");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("web");
        await ChildProcess.RunAsync("kill", ["-STOP", $"{pid}"]);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("unhealthy: web (watchdog: nothing was heard for 1.5 s)", StringComparison.Ordinal), "that is seen");
        await Eventually.HoldsAsync(async () => await supervisor.Rpc.StateOfAsync("web") == "RUNNING" && await supervisor.Rpc.PidOfAsync("web") != pid, "there is another");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public async Task A_line_on_a_descriptor_means_ready_and_no_other_is_open(int number)
    {
        _directory.Write("script", $"ls /proc/$$/fd > open\nprintf 'almost' >&{number}\necho up > up\nwhile [ ! -e go ]; do sleep 0.1; done\necho >&{number}\nexec {number}>&-\nexec cat\n");
        await using var supervisor = await StartAsync($"[program:web]\ncommand=/bin/sh {_directory["script"]}\ndirectory={_directory.Path}\nstartsecs=0\nreadiness_fd={number}\n");
        await Eventually.HoldsAsync(() => File.Exists(_directory["up"]), "it is up");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("web"));
        _directory.Write("go", "");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        // The shell has its script open, at 10 or above.
        Assert.Equal(["0", "1", "2", $"{number}"], File.ReadAllLines(_directory["open"]).Where(fd => fd.Length == 1));
    }

    [Fact]
    public async Task The_next_image_hears_it_too()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Section + "notify=true\n");
        if (daemon is null)
            return;
        await HealthOf.BecomesAsync(daemon.Rpc, "web", "starting");
        await daemon.UpgradeAsync();
        Say("READY=1");
        await daemon.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    [Fact]
    public async Task Without_the_key_a_child_has_no_such_variable()
    {
        await using var supervisor = await StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.DoesNotContain("NOTIFY_SOCKET", File.ReadAllText($"/proc/{await supervisor.Rpc.PidOfAsync("cat")}/environ"), StringComparison.Ordinal);
    }

    private static async Task<string> SocketAsync(RunningSupervisor supervisor) =>
        File.ReadAllText($"/proc/{await supervisor.Rpc.PidOfAsync("web")}/environ").Split('\0').Single(variable => variable.StartsWith("NOTIFY_SOCKET=@", StringComparison.Ordinal))["NOTIFY_SOCKET=@".Length..];

    private void Say(string text)
    {
        _directory.Write("say.new", text);
        File.Move(_directory["say.new"], _directory[$"say.{++_said}"]);
    }

    private Task<RunningSupervisor> StartAsync(string sections) => RunningSupervisor.StartAsync(sections, directory: _directory);
}
