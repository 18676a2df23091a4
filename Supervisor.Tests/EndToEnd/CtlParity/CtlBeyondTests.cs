using System.Text.Json;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>Our client as people start it, in what stock has not: JSON, patterns, hints, a link as its name.</summary>
public class CtlBeyondTests
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:web]
        command=/bin/cat
        process_name=web-%(process_num)d
        numprocs=3
        startsecs=0
        autostart=false
        [program:web-api]
        command=/bin/cat
        startsecs=0
        autostart=false
        """;

    [Fact]
    public async Task Status_as_json_has_every_member_the_daemon_sends()
    {
        await using var supervisor = await StartAsync();
        var completed = await RunAsync(supervisor, "status", "--json", "cat", "nope", "web:*");
        Assert.Equal((3, "nope: ERROR (no such process)\n"), (completed.ExitCode, completed.Error));
        var processes = JsonDocument.Parse(completed.Output).RootElement;
        Assert.Equal(["cat", "web-0", "web-1", "web-2"], processes.EnumerateArray().Select(p => p.GetProperty("name").GetString()!));
        var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct;
        Assert.Equal(info.Select(member => member.Key), processes[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal((int)info["pid"]!, processes[0].GetProperty("pid").GetInt32());
        Assert.Equal("RUNNING", processes[0].GetProperty("statename").GetString());
    }

    [Fact]
    public async Task Without_a_daemon_json_leaves_standard_output_empty()
    {
        var completed = await (await TerminalSession.OursAsync()).RunAsync(["-s", "unix:///nope/x.sock", "status", "--json"]);
        Assert.Equal((4, ""), (completed.ExitCode, completed.Output));
        Assert.StartsWith("error: <class 'FileNotFoundError'>, [Errno 2] No such file or directory", completed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_starts_and_stops_what_it_matches()
    {
        await using var supervisor = await StartAsync();
        await MeansAsync(supervisor, ["start", "web-?"], "web:web-0: started\nweb:web-1: started\nweb:web-2: started\n");
        await MeansAsync(supervisor, ["restart", "web:web-[01]"], "web:web-0: stopped\nweb:web-1: stopped\nweb:web-0: started\nweb:web-1: started\n");
        await MeansAsync(supervisor, ["stop", "web*:*"], "web:web-0: stopped\nweb:web-1: stopped\nweb:web-2: stopped\nweb-api: ERROR (not running)\n");
        await MeansAsync(supervisor, ["remove", "web*"], "web: removed process group\nweb-api: removed process group\n");
        await MeansAsync(supervisor, ["add", "we?"], "web: added process group\n");
    }

    [Fact]
    public async Task A_reload_with_a_broken_configuration_is_refused_in_a_sentence()
    {
        await using var supervisor = await StartAsync();
        supervisor.Reconfigure("[program:cat]\ncommand=/bin/cat\nautostart=maybe\n");
        var completed = await RunAsync(supervisor, "reload");
        var sentence = $"ERROR: CANT_REREAD: not a valid boolean value: 'maybe' in section 'program:cat' (file: '{supervisor.ConfigurationPath}')\n";
        Assert.Equal(new CompletedChild(1, sentence, ""), completed);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("cat"));
    }

    [Fact]
    public async Task Every_refused_connection_gets_a_hint_on_standard_error_only()
    {
        using var directory = new TestDirectory();
        var ours = await TerminalSession.OursAsync();
        directory.Write("stale", "");
        foreach (var (url, command, line, hint) in new[]
        {
            ($"unix://{directory["none"]}", "status", " no such file\n", "there is no such socket: supervisord is not running"),
            ("unix:///no/such/place", "pid", " no such file\n", "there is no directory /no/such"),
            ("http://127.0.0.1:1", "status", " refused connection\n", "nobody listens there"),
            ($"unix://{directory["stale"]}", "avail", "Connection refused: file: supervisorctl line: 0\n", "nobody listens: supervisord has ended"),
        })
        {
            var completed = await ours.RunAsync(["-s", url, command], directory.Path);
            Assert.EndsWith(line, completed.Output, StringComparison.Ordinal);
            Assert.StartsWith("supervisorctl: ", completed.Error, StringComparison.Ordinal);
            Assert.Contains(hint, completed.Error, StringComparison.Ordinal);
            Assert.Single(completed.Error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task A_wrong_password_gets_a_hint()
    {
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync($"[inet_http_server]\nport=127.0.0.1:{port}\nusername=a\npassword=b\n");
        var completed = await (await TerminalSession.OursAsync()).RunAsync(["-s", $"http://127.0.0.1:{port}", "status"], supervisor.Directory.Path);
        Assert.Equal(1, completed.ExitCode);
        Assert.StartsWith("Server requires authentication\nerror: <class 'xmlrpc.client.ProtocolError'>", completed.Output, StringComparison.Ordinal);
        Assert.Contains("give -u and -p", completed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_called_supervisorctl_is_the_client()
    {
        await using var supervisor = await StartAsync();
        var ours = await Peer.OursAsync();
        var link = supervisor.Directory["supervisorctl"];
        File.CreateSymbolicLink(link, ours.FileName);
        var completed = await (ours with { FileName = link }).RunAsync(["-c", supervisor.ConfigurationPath, "pid"]);
        Assert.Equal(new CompletedChild(0, $"{supervisor.Pid}\n", ""), completed);
    }

    [Fact]
    public async Task A_bare_name_finds_its_configuration_beside_the_program_and_not_beside_the_caller()
    {
        await using var supervisor = await StartAsync();
        using var elsewhere = new TestDirectory();
        var ours = await Peer.OursAsync();
        var bin = Directory.CreateDirectory(supervisor.Directory["bin"]).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "supervisorctl"), ours.FileName);
        var environment = new Dictionary<string, string>(ours.Environment) { ["PATH"] = bin };
        var completed = await ChildProcess.RunAsync("/bin/sh", ["-c", "supervisorctl pid"], environment, elsewhere.Path);
        Assert.Equal(new CompletedChild(0, $"{supervisor.Pid}\n", ""), completed);
    }

    [Fact]
    public async Task A_python_plugin_is_named_when_its_command_is_missed()
    {
        await using var supervisor = await StartAsync("[ctlplugin:cache]\nsupervisor.ctl_factory=x:y\n");
        var completed = await RunAsync(supervisor, "cache_count");
        Assert.Equal((1, "*** Unknown syntax: cache_count\n"), (completed.ExitCode, completed.Output));
        Assert.Contains("[ctlplugin:cache] configures Python code, which is not loaded", completed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reread", "nothing is started")]
    [InlineData("update", "the others keep running")]
    [InlineData("reload", "Restart the daemon itself")]
    [InlineData("restart", "uses the configuration the daemon has")]
    public async Task Help_tells_the_four_alike_words_apart(string command, string sentence)
    {
        var completed = await (await TerminalSession.OursAsync()).RunAsync(["-s", "http://127.0.0.1:1", "help", command]);
        Assert.Equal(0, completed.ExitCode);
        Assert.Contains(sentence, completed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usage_text_has_what_scripts_look_for()
    {
        foreach (var option in new[] { "-h", "-?", "--help" })
        {
            var completed = await (await TerminalSession.OursAsync()).RunAsync([option]);
            Assert.Equal((0, ""), (completed.ExitCode, completed.Error));
            Assert.StartsWith("supervisorctl -- control applications", completed.Output, StringComparison.Ordinal);
            Assert.Contains("-i/--interactive -- start an interactive", completed.Output, StringComparison.Ordinal);
        }
    }

    private static async Task MeansAsync(RunningSupervisor supervisor, string[] command, string expected) =>
        Assert.Equal(new CompletedChild(0, expected, ""), await RunAsync(supervisor, command));

    private static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] command) =>
        await (await TerminalSession.OursAsync()).RunAsync(["-c", supervisor.ConfigurationPath, .. command], supervisor.Directory.Path);

    private static async Task<RunningSupervisor> StartAsync(string more = "")
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs + "\n" + more);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        return supervisor;
    }
}
