using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>How a program says that it is ready and that it lives, as it is read.</summary>
public class HealthOptionsTests
{
    [Fact]
    public void All_of_them_are_read()
    {
        var read = Read(
            "numprocs=1\nprocess_name=x%(process_num)d\nreadiness_check=http://127.0.0.1:80%(process_num)02d/ready\nreadiness_initial_delay=1\nreadiness_period=500ms\nreadiness_timeout=2\n"
            + "readiness_success_threshold=2\nreadiness_failure_threshold=4\nreadiness_http_status=200-204\nreadiness_http_header=A: b\n  C: d\nreadiness_http_host=web\n"
            + "liveness_check=/bin/check %(process_num)d\nliveness_period=1m\nliveness_failure_action=signal USR1\nstart_timeout=2m\n");
        Assert.Equal(
            new HealthOptions
            {
                Readiness = new(new(CheckKind.Http, "http://127.0.0.1:8000/ready") { Host = "127.0.0.1", Port = 8000, Target = "/ready" })
                {
                    InitialDelay = TimeSpan.FromSeconds(1),
                    Period = TimeSpan.FromMilliseconds(500),
                    Timeout = TimeSpan.FromSeconds(2),
                    SuccessThreshold = 2,
                    FailureThreshold = 4,
                    LowestStatus = 200,
                    HighestStatus = 204,
                    Headers = new(["A: b", "C: d"]),
                    HttpHost = "web",
                },
                Liveness = new(new(CheckKind.Command, "/bin/check 0")) { Period = TimeSpan.FromMinutes(1) },
                FailureAction = LivenessAction.Signal,
                ActionArgument = "10",
                StartTimeout = TimeSpan.FromMinutes(2),
            },
            read.Health);
        Assert.Equal(read, WrittenDown.AndReadBack(read));
        Assert.Equal(TimeSpan.FromMinutes(2), ProcessPolicy.Of(read).ReadyWithin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("readiness_check=\nliveness_failure_action=restart\nstart_timeout=90\nreadiness_period=3\n")]
    public void Without_a_check_a_process_is_as_in_stock(string keys)
    {
        Assert.Null(Read(keys).Health);
        Assert.Null(ProcessPolicy.Of(Read(keys)).ReadyWithin);
    }

    [Fact]
    public void The_port_to_Go_has_other_defaults()
    {
        var read = Read("liveness_check_script=/bin/true\nliveness_timeout=5\n").Health!.Liveness!;
        Assert.Equal((60, 60, 5, 3, 1), ((int)read.InitialDelay.TotalSeconds, (int)read.Period!.Value.TotalSeconds, (int)read.Timeout.TotalSeconds, read.FailureThreshold, read.SuccessThreshold));
    }

    [Theory]
    [InlineData("tcp://[::1]:80", CheckKind.Tcp, "::1", 80, "", "/")]
    [InlineData("http://web", CheckKind.Http, "web", 80, "", "/")]
    [InlineData("https://web/a?b=c", CheckKind.Https, "web", 443, "", "/a?b=c")]
    [InlineData("unix:///run/x.sock", CheckKind.Unix, "", 0, "/run/x.sock", "/")]
    [InlineData("unix-http:///run/x.sock:/ping", CheckKind.UnixHttp, "localhost", 0, "/run/x.sock", "/ping")]
    [InlineData("curl http://web/", CheckKind.Command, "", 0, "", "/")]
    internal void A_check_is_an_address_or_a_command(string text, CheckKind kind, string host, int port, string socket, string target) =>
        Assert.Equal(new HealthCheck(kind, text) { Host = host, Port = port, SocketPath = socket, Target = target }, HealthCheckParser.Parse(text));

    [Theory]
    [InlineData("readiness_check=http://\n", "not a valid check: 'http://' (tcp://HOST:PORT, unix:///PATH, http://HOST:PORT/PATH, https://…, unix-http:///SOCKET:/PATH, or a command)")]
    [InlineData("readiness_check=ftp://x\n", "not a valid check: 'ftp://x' (tcp://HOST:PORT, unix:///PATH, http://HOST:PORT/PATH, https://…, unix-http:///SOCKET:/PATH, or a command)")]
    [InlineData("readiness_check=tcp://x:0\n", "not a valid port number: '0'")]
    [InlineData("liveness_period=0\n", "liveness_period must not be 0")]
    [InlineData("liveness_failure_threshold=0\n", "liveness_failure_threshold must be 1 or more")]
    [InlineData("readiness_http_status=700\n", "not a valid range of statuses: '700' (200, or 200-399)")]
    [InlineData("readiness_http_header=nothing\n", "not a valid header (Name: value): 'nothing'")]
    [InlineData("liveness_failure_action=panic\n", "invalid 'liveness_failure_action' value 'panic' (one of: restart, stop, kill, signal NAME, run COMMAND, none)")]
    [InlineData("oneshot=true\nreadiness_check=/bin/true\n", "readiness_check: a one-shot is there to end, and is never ready")]
    [InlineData("oneshot=true\nnotify=true\n", "notify: a one-shot is there to end, and is never ready")]
    [InlineData("readiness_fd=1\n", "readiness_fd 1 is the program's own (3 to 9)")]
    [InlineData("readiness_fd=10\n", "not a valid readiness_fd: '10' (3 to 9)")]
    [InlineData("readiness_fd=3\nnotify=true\n", "notify and readiness_fd are two ways to say the same: one is enough")]
    [InlineData("notify_access=some\n", "invalid 'notify_access' value 'some' (one of: main, all)")]
    [InlineData("watchdog_secs=0\n", "watchdog_secs must not be 0")]
    [InlineData("liveness_check=/a\nliveness_check_script=/b\n", "'liveness_check' and 'liveness_check_script' are the same option")]
    public void What_says_nothing_is_refused(string keys, string refusal) =>
        Assert.Equal($"{refusal} in section 'program:x' (file: 'main.conf')", ConfigurationFixture.RefusalOfSections("[program:x]\ncommand=x\n" + keys));

    [Fact]
    public void A_program_may_speak_by_itself()
    {
        var read = Read("notify=true\nnotify_access=all\nwatchdog_secs=1.5\n");
        Assert.Equal(new HealthOptions { Notify = true, NotifyAll = true, Watchdog = TimeSpan.FromMilliseconds(1500) }, read.Health);
        Assert.Equal(TimeSpan.FromSeconds(90), ProcessPolicy.Of(read).ReadyWithin);
        Assert.Null(ProcessPolicy.Of(Read("watchdog_secs=1\n")).ReadyWithin);
    }

    [Theory]
    [InlineData("READY=1\nSTATUS=all\tis well\nX=y", true, "all is well", false, false, null, false)]
    [InlineData("WATCHDOG=1", false, null, true, false, null, false)]
    [InlineData("WATCHDOG=trigger\nMAINPID=3", false, null, false, true, null, true)]
    [InlineData("EXTEND_TIMEOUT_USEC=2500000", false, null, false, false, 2.5, false)]
    [InlineData("EXTEND_TIMEOUT_USEC=99999999999999", false, null, false, false, 3600.0, false)]
    [InlineData("READY=2\nEXTEND_TIMEOUT_USEC=-1\n\0=", false, null, false, false, null, false)]
    public void What_it_says_is_read(string datagram, bool ready, string? status, bool feeds, bool trips, double? extends, bool main) => Assert.Equal(
        new NoticeText(ready, status, feeds, trips, extends is { } seconds ? TimeSpan.FromSeconds(seconds) : null, main), NoticeText.Parse(System.Text.Encoding.UTF8.GetBytes(datagram)));

    [Fact]
    public void Others_may_wait_for_its_health()
    {
        var groups = ConfigurationFixture.OfSections("[program:db]\ncommand=x\nreadiness_check=tcp://127.0.0.1:5432\n[program:web]\ncommand=x\ndepends_on=db=healthy\n").Groups;
        Assert.Equal(DependencyCondition.Healthy, groups[1].Processes[0].Dependencies!.On[0].Condition);
    }

    private static ProcessOptions Read(string keys) => ConfigurationFixture.OfSections("[program:x]\ncommand=x\n" + keys).Groups[0].Processes[0];
}
