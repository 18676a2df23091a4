using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What a program finds in its environment, read back from the kernel.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private const string Cat = "[program:p]\ncommand=/bin/cat\nstartsecs=0\nautorestart=false\nstartretries=0\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Every variable is set in the place it is named after, and in all weaker ones.</summary>
    [Fact]
    public async Task The_stronger_source_wins()
    {
        string[] order = ["DAEMON", "SHARED", "ONE", "TWO", "THREE", "OWN"];
        string Set(int place, Func<string, string> line) => string.Concat(order[place..].Select(line));
        for (var file = 2; file <= 4; file++)
            _directory.Write($"{file}.env", Set(file, name => $"export {name}='{order[file]}'\n"));
        var environment = order[1..].Select(name => $"{name}=SHARED");
        await using var supervisor = await StartAsync(
            $"[supervisord]\nenvironment={string.Join(',', environment)}\n{Cat}environment=OWN=OWN\nenvironment_file=@dir@/2.env,-@dir@/none.env,@dir@/3.env,@dir@/4.env\n",
            [.. order.Select(name => $"{name}=DAEMON")]);
        var found = await EnvironmentAsync(supervisor);
        Assert.All(order, name => Assert.Equal(name, found[name]));
        Assert.Equal("p", found["SUPERVISOR_PROCESS_NAME"]);
        Assert.True(found.ContainsKey("PATH"));
    }

    [Fact]
    public async Task A_file_is_read_again_at_each_start_and_a_broken_one_fails_the_start()
    {
        _directory.Write("a.env", "TOKEN=first-secret\n");
        await using var supervisor = await StartAsync($"{Cat}environment_file=@dir@/a.env\n");
        Assert.Equal("first-secret", (await EnvironmentAsync(supervisor))["TOKEN"]);
        _directory.Write("a.env", "TOKEN=\"second-secret\"\n");
        await RestartAsync(supervisor);
        Assert.Equal("second-secret", (await EnvironmentAsync(supervisor))["TOKEN"]);

        _directory.Write("a.env", "A=1\n\nthird-secret\n");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        var refused = (await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault;
        Assert.Equal(50, refused?.Code);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"environment_file '{_directory["a.env"]}' line 3: not KEY=VALUE", StringComparison.Ordinal), "the reason is told");
        File.Delete(_directory["a.env"]);
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "p");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"environment_file '{_directory["a.env"]}': cannot be read: ", StringComparison.Ordinal), "the reason is told");
        await ChildProcess.RunAsync("mkfifo", [_directory["a.env"]]);
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "p");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"environment_file '{_directory["a.env"]}': not a regular file", StringComparison.Ordinal), "the reason is told");
    }

    [Fact]
    public async Task What_is_in_a_file_is_shown_by_nobody()
    {
        _directory.Write("a.env", "TOKEN=very-hidden\n");
        await using var supervisor = await StartAsync($"[supervisord]\nloglevel=blather\n{Cat}environment_file=@dir@/a.env\n");
        Assert.Equal("very-hidden", (await EnvironmentAsync(supervisor))["TOKEN"]);
        var shown = new List<string> { supervisor.MainLog };
        foreach (var method in new[] { "supervisor.getAllConfigInfo", "supervisor.getAllProcessInfo", "live.getPlan" })
            shown.Add((await supervisor.Rpc.CallAsync(method)).Http.Text);
        var printed = await (await Peer.OursAsync()).RunAsync(["--check", "--print", "-c", supervisor.ConfigurationPath]);
        shown.Add(printed.Output + printed.Error);
        Assert.Contains($"environment_file={_directory["a.env"]}\n", printed.Output, StringComparison.Ordinal);
        _directory.Write("a.env", "very-hidden\n");
        var check = await (await Peer.OursAsync()).RunAsync(["--check", "-c", supervisor.ConfigurationPath]);
        shown.Add(check.Output + check.Error);
        Assert.Contains($"environment_file '{_directory["a.env"]}' line 1: not KEY=VALUE", check.Output, StringComparison.Ordinal);
        Assert.All(shown, text => Assert.DoesNotContain("very-hidden", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_what_is_named_is_inherited()
    {
        await using var supervisor = await StartAsync(
            Cat + "inherit_environment=LANG,LC_*\n" + Cat.Replace(":p]", ":none]", StringComparison.Ordinal) + "inherit_environment=false\nenvironment=A=1\n",
            ["LANG=C", "LC_ALL=C", "OTHER=1"]);
        Assert.Equal(["LANG", "LC_ALL"], Names(await EnvironmentAsync(supervisor)));
        Assert.Equal(["A"], Names(await EnvironmentAsync(supervisor, "none")));

        static IEnumerable<string> Names(Dictionary<string, string> found) => found.Keys.Where(name => !name.StartsWith("SUPERVISOR_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    /// <summary>Needs root.</summary>
    [Fact]
    public async Task The_user_database_says_where_a_user_is_at_home()
    {
        _directory.Write("a.env", "SHELL=/from/file\n");
        await using var supervisor = await StartAsync($"{Cat}user=nobody\nlogin_environment=true\nenvironment_file=@dir@/a.env\nenvironment=LOGNAME=own\n", ["HOME=/root", "USER=root"]);
        var found = await EnvironmentAsync(supervisor);
        Assert.Equal(("/nonexistent", "nobody", "own", "/from/file"), (found["HOME"], found["USER"], found["LOGNAME"], found["SHELL"]));
    }

    [Fact]
    public async Task A_command_is_looked_up_on_the_PATH_of_a_file()
    {
        Directory.CreateDirectory(_directory["bin"]);
        File.CreateSymbolicLink(_directory["bin/mycat"], "/bin/cat");
        _directory.Write("a.env", $"PATH={_directory["bin"]}\n");
        await using var supervisor = await StartAsync($"{Cat.Replace("/bin/cat", "mycat", StringComparison.Ordinal)}environment_file=@dir@/a.env\n");
        Assert.Equal(_directory["bin"], (await EnvironmentAsync(supervisor))["PATH"]);
        await RestartAsync(supervisor);
        Assert.Equal(_directory["bin"], (await EnvironmentAsync(supervisor))["PATH"]);
    }

    /// <summary>Needs root.</summary>
    [Fact]
    public async Task A_file_of_a_third_user_is_told_once()
    {
        _directory.Write("a.env", "A=1\n");
        await ChildProcess.RunAsync("chown", ["daemon", _directory["a.env"]]);
        await using var supervisor = await StartAsync($"{Cat}environment_file=@dir@/a.env\n");
        await EnvironmentAsync(supervisor);
        await RestartAsync(supervisor);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("belongs to the user", StringComparison.Ordinal), "it is told");
        Assert.Equal(2, supervisor.MainLog.Split("belongs to the user").Length);
    }

    /// <summary>Stock passes over the keys: the way back is open.</summary>
    [Fact]
    public async Task Stock_starts_with_the_same_file()
    {
        _directory.Write("a.env", "A=1\n");
        await using var stock = await RunningSupervisor.StartAsync(
            $"[program-default]\nstopwaitsecs=1\n{Cat}environment_file={_directory["a.env"]}\nlogin_environment=true\ninherit_environment=false\ninterpolate=true\n", await Peer.StockAsync());
        await stock.Rpc.WaitForStateAsync("p", "RUNNING");
    }

    private async Task<RunningSupervisor> StartAsync(string sections, string[]? variables = null)
    {
        var ours = await Peer.OursAsync();
        var peer = ours with { FileName = "env", Arguments = [.. variables ?? [], ours.FileName, .. ours.Arguments] };
        return await RunningSupervisor.StartAsync(sections.Replace("@dir@", _directory.Path, StringComparison.Ordinal), peer);
    }

    private static async Task RestartAsync(RunningSupervisor supervisor)
    {
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(RunningSupervisor supervisor, string name = "p")
    {
        await supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync(name);
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{pid}/cmdline").Contains("cat", StringComparison.Ordinal), "it is its program");
        return File.ReadAllText($"/proc/{pid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
