using System.Net.Sockets;
using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Hosting;
using Supervisor.Server.Interop;
using Supervisor.Server.Listeners;
using Supervisor.Server.Processes;
using Supervisor.Tests.Server.Http;
using Supervisor.Tests.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>A whole daemon with real children, written down as text while it runs, and gone on with from that text by another one.</summary>
public sealed class DaemonSnapshotTests : IAsyncLifetime, IDisposable
{
    private const string Programs =
        """
        [supervisord]
        logfile=@dir@/main.log
        pidfile=@dir@/pid
        childlogdir=@dir@
        strip_ansi=true
        loglevel=info
        environment=GREETING="grüße"

        [unix_http_server]
        file=@dir@/http.sock
        username=me
        password=secret

        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

        [program:echo]
        command=cat
        startsecs=0
        redirect_stderr=true
        stdout_logfile=@dir@/echo.log
        stdout_logfile_maxbytes=30
        stdout_logfile_backups=2

        [program:quits]
        command=sh -c "read line; exit 7"
        startsecs=0
        autorestart=false

        [program:caps]
        command=cat
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE
        stdout_capture_maxbytes=1MB

        [fcgi-program:web]
        socket=unix://@dir@/web.sock
        command=sleep 1000
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE

        [eventlistener:busy]
        command=sh @dir@/busy.sh
        events=PROCESS_STATE_STARTING,PROCESS_STATE_RUNNING
        startsecs=0
        stderr_logfile=NONE

        [eventlistener:captured]
        command=sh @dir@/captured.sh
        events=PROCESS_COMMUNICATION
        startsecs=0
        stderr_logfile=NONE
        """;

    private readonly TestDirectory _directory = new();
    private LifeStage? _first;
    private LifeStage? _second;

    private LifeStage First => _first ?? throw new InvalidOperationException("not started");

    private LifeStage Second => _second ?? throw new InvalidOperationException("not resumed");

    public async Task InitializeAsync()
    {
        _directory.Write("busy.sh", $"printf 'READY\\n'; read go < {_directory["go"]}; printf 'RESULT 2\\nOKREADY\\n'; exec cat > {_directory["events"]}");
        _directory.Write("captured.sh", $"printf 'READY\\n'; exec cat > {_directory["captured"]}");
        LogCalls.MakeFifo(_directory["go"]);
        _first = await LifeStage.StartAsync(_directory.Write("main.conf", Programs.Replace("@dir@", _directory.Path, StringComparison.Ordinal)));
        foreach (var name in new[] { "echo", "quits", "caps", "web", "busy", "captured" })
            await First.HoldsAsync(name, process => process.State == ProcessState.Running, "runs");
        await Eventually.HoldsAsync(() => Pool("busy") is [{ Status.State: ListenerState.Busy }] && Pool("captured") is [{ Status.State: ListenerState.Ready }], "one listener has an event, one waits");
    }

    public async Task DisposeAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        if (_first is not null)
            await _first.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task All_that_a_daemon_owns_comes_back_from_text_as_it_was()
    {
        await WriteAsync("echo", "before\n");
        await WriteAsync("caps", "<!--XSUPERVISOR:BEGIN-->half <!--XSUP");
        await Eventually.HoldsAsync(() => Record("caps").Child!.Output.Capture!.Matched > 0, "half a token was read");
        var snapshot = await TakeAsync();
        Assert.Empty(SameData.Differences(snapshot, WrittenDown.AndReadBack(snapshot)));
        Assert.Equal(
            ["before\n", "me", "http.sock", "web.sock"],
            [
                File.ReadAllText(_directory["echo.log"]),
                Assert.Single(snapshot.Servers).Options.Username!,
                Path.GetFileName(Assert.IsType<UnixServerOptions>(snapshot.Servers[0].Options).Path),
                Path.GetFileName(Assert.Single(Group(snapshot, "web").Sockets).Options.UnixPath!),
            ]);
        Assert.Equal("half "u8.ToArray(), Record(snapshot, "caps").Child!.Output.Capture!.Captured);
        Assert.NotNull(snapshot.Pools.Single(p => p.Name == "busy").Listeners[0].InFlight);
        Assert.NotEmpty(snapshot.Pools.Single(p => p.Name == "busy").Waiting);
        Assert.Contains(snapshot.Logs.Workers.SelectMany(w => w.Sinks), sink => sink.Path == _directory["main.log"]);
        Assert.Equal([snapshot.MainLog.File], snapshot.Logs.Workers[0].Sinks.Where(s => s.Path == _directory["main.log"]).SelectMany(s => s.Users).Select(u => (int?)u.Number));
        Assert.Equal($"{Environment.ProcessId}\n", snapshot.PidFile.Written);
    }

    [Fact]
    public async Task Another_daemon_goes_on_with_the_children_and_their_output()
    {
        await WriteAsync("echo", "one\n");
        await WriteAsync("caps", "<!--XSUPERVISOR:BEGIN-->half");
        await Eventually.HoldsAsync(() => File.ReadAllText(_directory["echo.log"]) == "one\n" && Record("caps").Child!.Output.Capture!.Captured.Length > 0, "the output was read");
        var snapshot = await FreezeAsync();
        // Nobody is there: the kernel keeps it all.
        Put(snapshot, "echo", "two\n");
        Put(snapshot, "caps", " more<!--XSUPERVISOR:END-->");
        Put(snapshot, "quits", "now\n");
        await ResumeAsync(snapshot);
        await Second.HoldsAsync("quits", process => process.State == ProcessState.Exited, "has ended");
        Assert.Equal((7, 0), (Second.Process("quits").Status.ExitCode, Second.Process("quits").Status.Pid));
        Assert.Equal(snapshot.Groups.Select(g => g.Processes[0].Status.Pid).Where(p => p != 0 && p != Record(snapshot, "quits").Status.Pid), Pids());
        await Eventually.HoldsAsync(() => File.ReadAllText(_directory["echo.log"]) == "one\ntwo\n", "the log has both lines");
        await WriteAsync("echo", "three, and that is thirty bytes\n");
        await Eventually.HoldsAsync(() => File.Exists(_directory["echo.log.1"]), "the log was rotated at its size");
        Assert.Equal("one\ntwo\nthree, and that is thirty bytes\n", File.ReadAllText(_directory["echo.log.1"]));
        await Eventually.HoldsAsync(() => ReadOf("captured").EndsWith("\nhalf more", StringComparison.Ordinal), "the captured text was announced");
        await Eventually.HoldsAsync(() => File.ReadAllText(_directory["main.log"]).Contains("exited: quits (exit status 7; not expected)", StringComparison.Ordinal), "the death stands in the main log");
        Assert.Empty(Second.Failures);
    }

    [Fact]
    public async Task An_event_in_flight_is_answered_to_the_next_daemon_and_the_numbers_go_on()
    {
        var snapshot = await FreezeAsync();
        await ResumeAsync(snapshot);
        var waiting = snapshot.Pools.Single(p => p.Name == "busy").Waiting;
        await File.WriteAllTextAsync(_directory["go"], "go\n");
        await Eventually.HoldsAsync(() => ReadOf("events").Contains($"poolserial:{waiting[0].PoolSerial} ", StringComparison.Ordinal), "the next event was sent");
        Assert.Equal(
            [snapshot.Pools.Single(p => p.Name == "busy").Listeners[0].InFlight!.PoolSerial, waiting[0].PoolSerial],
            ReadOf("events").Split("poolserial:").Skip(1).Select(rest => long.Parse(rest[..rest.IndexOf(' ', StringComparison.Ordinal)])));
        Assert.Equal(snapshot.LastSerial, (await TakeAsync(Second)).LastSerial);
        Stop(Second, "echo");
        await Second.HoldsAsync("echo", process => process.State == ProcessState.Stopped, "has stopped");
        Second.Do(() =>
        {
            Second.Host.Table.Find("echo")!.Processes[0].Start();
            return true;
        });
        await Second.HoldsAsync("echo", process => process.State == ProcessState.Running, "runs again");
        var after = await TakeAsync(Second);
        Assert.Equal(
            Enumerable.Range(1, 2).Select(i => snapshot.LastSerial + i),
            after.Pools.Single(p => p.Name == "busy").Waiting.Select(w => w.Serial).Where(s => s > snapshot.LastSerial));
    }

    [Fact]
    public async Task Sockets_stay_open_and_belong_to_the_next_daemon()
    {
        var snapshot = await FreezeAsync();
        var endPoint = new UnixDomainSocketEndPoint(_directory["http.sock"]);
        using var early = await RawConnection.OpenAsync(endPoint);
        await early.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await ResumeAsync(snapshot);
        Assert.Equal(401, (await early.ReadResponseAsync()).Status);
        Assert.True(CanConnect("web.sock"));
        Stop(Second, "web");
        await Second.HoldsAsync("web", process => process.State == ProcessState.Stopped, "has stopped");
        Assert.False(CanConnect("web.sock"));
        await Second.DisposeAsync();
        _second = null;
        Assert.False(Path.Exists(_directory["http.sock"]));
        Assert.False(Path.Exists(_directory["pid"]));
    }

    [Fact]
    public async Task While_a_start_is_under_way_nothing_can_be_written_down_and_the_reason_is_told()
    {
        Stop(First, "echo");
        await First.HoldsAsync("echo", process => process.State == ProcessState.Stopped, "has stopped");
        var refusal = First.Do(() =>
        {
            First.Host.Table.Find("echo")!.Processes[0].Start();
            return Assert.Throws<SnapshotRefusedException>(() => First.Host.ToRecord());
        });
        Assert.Equal("the start of 'echo' is under way", refusal.Message);
        await First.HoldsAsync("echo", process => process.State == ProcessState.Running, "runs again");
        Assert.NotEmpty((await TakeAsync()).Groups);
    }

    private static void Stop(LifeStage life, string name) => life.Do(() => life.Host.Table.Find(name)!.Processes[0].Stop());

    private async Task<DaemonSnapshot> FreezeAsync() => WrittenDown.AndReadBack(await First.FreezeAsync());

    private async Task ResumeAsync(DaemonSnapshot snapshot) => _second = await LifeStage.ResumeAsync(_directory["main.conf"], snapshot);

    private Task<DaemonSnapshot> TakeAsync(LifeStage? of = null) => (of ?? First).DoAsync(() => (of ?? First).Host.ToRecordAsync());

    private IReadOnlyList<EventListenerRecord> Pool(string name) => First.Do(() => First.Host.ToRecord()).Pools.Single(p => p.Name == name).Listeners;

    private ProcessRecord Record(string name) => First.Do(() => First.Host.Table.Find(name)!.Processes[0].ToRecord());

    private static ProcessGroupRecord Group(DaemonSnapshot snapshot, string name) => snapshot.Groups.Single(g => g.Options.Name == name);

    private static ProcessRecord Record(DaemonSnapshot snapshot, string name) => Group(snapshot, name).Processes[0];

    private IEnumerable<int> Pids() => Second.Do(() => Second.Host.Table.Groups.Select(g => g.Processes[0].Status.Pid).Where(p => p != 0).ToList());

    private Task WriteAsync(string name, string text)
    {
        var life = _second ?? First;
        return life.DoAsync(() => Task.FromResult(life.Host.Table.Find(name)!.Processes[0].Child!.Input!.Write(Encoding.UTF8.GetBytes(text))));
    }

    private static void Put(DaemonSnapshot snapshot, string name, string text) =>
        Assert.Equal(text.Length, Pipes.Write(Record(snapshot, name).Child!.Input!.Descriptor, Encoding.UTF8.GetBytes(text)).Count);

    private string ReadOf(string name) => File.Exists(_directory[name]) ? File.ReadAllText(_directory[name]) : "";

    private bool CanConnect(string name)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(_directory[name]));
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }
}
