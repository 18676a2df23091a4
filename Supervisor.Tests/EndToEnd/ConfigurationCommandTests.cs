using System.Net;
using System.Net.Sockets;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl</c> avail, reread, update, add and remove, by stock's client, to the byte.</summary>
public class ConfigurationCommandTests
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";
    private const string Dog = "[program:dog]\ncommand=/bin/cat\nstartsecs=0\nautostart=false\n";
    private const string ChangedCat = Cat + "stopwaitsecs=11\n";
    private const string Eel = "[program:eel]\ncommand=/bin/cat\nstartsecs=0\npriority=7\n";

    [Fact]
    public async Task Avail_lists_what_is_configured_and_whether_it_is_in_use()
    {
        await using var supervisor = await StartAsync(Cat + Dog);
        await CtlOutput.ExpectAsync(
            supervisor,
            "avail",
            exitCode: 0,
            "cat                              in use    auto      999:999\n"
            + "dog                              in use    manual    999:999\n");
        supervisor.Reconfigure(Cat + Eel);
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "dog: disappeared\neel: available\n");
        await CtlOutput.ExpectAsync(
            supervisor,
            "avail",
            exitCode: 0,
            "cat                              in use    auto      999:999\n"
            + "eel                              avail     auto      7:7\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "avail x", 1, "Error: avail accepts no arguments");
    }

    [Fact]
    public async Task Reread_tells_what_changed_and_changes_nothing()
    {
        await using var supervisor = await StartAsync(Cat + Dog);
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "No config updates to processes\n");
        supervisor.Reconfigure(ChangedCat + Eel);
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "cat: changed\ndog: disappeared\neel: available\n");
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("cat"));
        supervisor.Reconfigure(Cat + Dog);
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "No config updates to processes\n");
    }

    /// <summary>Stock breaks off, and what comes after the bad group waits for the next update.</summary>
    [Fact]
    public async Task One_group_that_cannot_be_added_does_not_keep_the_others_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"tcp://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await using var supervisor = await StartAsync(Cat);
        supervisor.Reconfigure(Cat + $"[fcgi-program:bad]\ncommand=/bin/cat\nsocket={url}\npriority=1\n" + Eel);
        await using var client = new OurCtl();
        var updated = await client.RunAsync(["-c", supervisor.ConfigurationPath, "update"], supervisor.Directory.Path, "");
        Assert.Equal(
            new CompletedChild(
                1,
                $"bad: ERROR (FAILED: Could not create FastCGI socket {url}: Address already in use (the socket of [fcgi-program:bad]))\n"
                + "eel: added process group\n",
                ""),
            updated);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("eel"));
        Assert.Contains("ERRO process group 'bad' could not be added: ", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_reread_notices_is_in_the_main_log_once()
    {
        await using var supervisor = await StartAsync(Cat);
        supervisor.Reconfigure(Cat + "autostrat=no\n");
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "No config updates to processes\n");
        const string Warning = "unknown option autostrat in [program:cat]; did you mean autostart?";
        Assert.Equal(1, Count(Warning));
        await CtlOutput.ExpectAsync(supervisor, "reread", 0, "No config updates to processes\n");
        Assert.Equal(1, Count(Warning));
        supervisor.Reconfigure(Cat + "autostrat=no\n" + Eel + "stopsignal=LOUD\nautostrta=no\n");
        Assert.Equal(1, (await SupervisorCtl.RunAsync(supervisor, "reread")).ExitCode);
        Assert.Equal(1, Count("unknown option autostrta in [program:eel]; did you mean autostart?"));

        int Count(string text) => supervisor.MainLog.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal) && line.Contains(" WARN ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_configuration_is_refused_by_name_of_file_and_section()
    {
        await using var supervisor = await StartAsync(Cat);
        supervisor.Reconfigure(Cat + "startretries=many\n");
        const string Reason = "invalid literal for int() with base 10: 'many' in section 'program:cat' (file: '@dir@/supervisord.conf')";
        await CtlOutput.ExpectAsync(supervisor, "reread", 1, $"ERROR: CANT_REREAD: {Reason}\n");
        await CtlOutput.ExpectAsync(
            supervisor, "update", 1, "error: <class 'xmlrpc.client.Fault'>, <Fault 92: \"CANT_REREAD: " + Reason + "\">: <where>\n");
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("cat"));
    }

    [Fact]
    public async Task Update_makes_it_so()
    {
        await using var supervisor = await StartAsync(Cat + Dog);
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        await CtlOutput.ExpectAsync(supervisor, "update", 0, "");
        supervisor.Reconfigure(ChangedCat + Eel);
        await CtlOutput.ExpectAsync(
            supervisor,
            "update",
            exitCode: 0,
            "dog: stopped\ndog: removed process group\ncat: stopped\ncat: updated process group\neel: added process group\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("eel", "RUNNING");
        Assert.NotEqual(pid, await supervisor.Rpc.PidOfAsync("cat"));
        await CtlOutput.ExpectAsync(supervisor, "status dog", 4, "dog: ERROR (no such process)\n");
    }

    [Fact]
    public async Task Update_of_some_leaves_the_others()
    {
        await using var supervisor = await StartAsync(Cat + Dog);
        supervisor.Reconfigure(ChangedCat + Eel);
        await CtlOutput.ExpectAsync(supervisor, "update eel nope", 1, "ERROR: no such group: nope\neel: added process group\n");
        await CtlOutput.ExpectAsync(supervisor, "update dog", 0, "dog: stopped\ndog: removed process group\n");
        await CtlOutput.ExpectAsync(supervisor, "update all", 0, "cat: stopped\ncat: updated process group\n");
    }

    [Fact]
    public async Task Add_and_remove_by_hand()
    {
        await using var supervisor = await StartAsync(Cat + Dog);
        await CtlOutput.ExpectAsync(supervisor, "add cat", 0, "ERROR: process group already active\n");
        await CtlOutput.ExpectAsync(supervisor, "add nope", 1, "ERROR: no such process/group: nope\n");
        await CtlOutput.ExpectAsync(supervisor, "remove cat", 1, "ERROR: process/group still running: cat\n");
        await CtlOutput.ExpectAsync(supervisor, "remove nope dog", 1, "ERROR: no such process/group: nope\ndog: removed process group\n");
        await CtlOutput.ExpectAsync(supervisor, "add dog", 0, "dog: added process group\n");
        await CtlOutput.ExpectAsync(supervisor, "status dog", 3, "dog                              STOPPED   Not started\n");
        await CtlOutput.ExpectAsync(supervisor, "add", 0, "");
        await CtlOutput.ExpectAsync(supervisor, "remove", 0, "");
    }

    [Fact]
    public async Task An_included_file_counts_like_the_main_one()
    {
        await using var supervisor = await StartAsync(Cat + "[include]\nfiles=conf.d/*.conf\n");
        Directory.CreateDirectory(supervisor.Directory["conf.d"]);
        supervisor.Directory.Write("conf.d/eel.conf", Eel);
        await CtlOutput.ExpectAsync(supervisor, "update", 0, "eel: added process group\n");
        supervisor.Directory.Write("conf.d/eel.conf", Eel + "startretries=many\n");
        await CtlOutput.ExpectAsync(
            supervisor,
            "reread",
            exitCode: 1,
            "ERROR: CANT_REREAD: invalid literal for int() with base 10: 'many' in section 'program:eel' (file: '@dir@/conf.d/eel.conf')\n");
    }

    private static async Task<RunningSupervisor> StartAsync(string sections)
    {
        var supervisor = await RunningSupervisor.StartAsync(sections);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        return supervisor;
    }
}
