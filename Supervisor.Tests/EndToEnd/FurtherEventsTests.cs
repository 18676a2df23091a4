using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Events that stock has not, and what its own are told besides, read by listeners that are written with stock's library.</summary>
public sealed class FurtherEventsTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Who_asks_for_them_gets_them_and_nobody_else_does()
    {
        var listeners = await ListenersAsync("ext_events=PROCESS_WAITING,hook, CONFIG_APPLIED\nevents=TICK_3600\n", "events=EVENT\n");
        const string Programs =
            """
            [program:web]
            command=/bin/cat
            startsecs=0
            depends_on=db
            pre_start_hook=/bin/true
            post_stop_hook=/bin/sh -c "exit 3"
            [program:db]
            command=/bin/cat
            startsecs=0
            autostart=false
            """;
        await using var supervisor = await RunningSupervisor.StartAsync(listeners, directory: _directory);
        await supervisor.Rpc.WaitForStateAsync("asks", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("other", "RUNNING");
        supervisor.Reconfigure(listeners + Programs);
        await UpdateAsync(supervisor);
        await HeardAsync("asks", "PROCESS_WAITING condition=running for_group=db for_process=db groupname=web processname=web");
        await HeardAsync("asks", "CONFIG_APPLIED added=2 adjusted=0 failed=0 removed=0 updated=0");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "db")).Fault);
        await HeardAsync("asks", "HOOK exitstatus=0 groupname=web hook=pre_start_hook processname=web result=done");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web")).Fault);
        await HeardAsync("asks", "HOOK exitstatus=3 groupname=web hook=post_stop_hook processname=web result=failed");
        await HeardAsync("other", "PROCESS_STATE_STOPPED from_state=STOPPING groupname=web pid=* processname=web");
        // What is asked for by an update is told from then on; what was asked for is not any more.
        supervisor.Reconfigure(listeners.Replace("ext_events=PROCESS_WAITING,hook, CONFIG_APPLIED\n", "", StringComparison.Ordinal).Replace("events=EVENT\n", "events=EVENT\next_events=CONFIG_APPLIED\n", StringComparison.Ordinal) + Programs);
        await UpdateAsync(supervisor);
        await HeardAsync("other", "CONFIG_APPLIED added=0 adjusted=2 failed=0 removed=0 updated=0");
        Assert.DoesNotContain(Lines("other"), line => line.StartsWith("HOOK", StringComparison.Ordinal) || line.StartsWith("PROCESS_WAITING", StringComparison.Ordinal));
        Assert.Single(Lines("asks"), line => line.StartsWith("CONFIG_APPLIED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Details_are_tokens_that_stocks_library_reads_and_only_for_who_asks()
    {
        var listeners = await ListenersAsync("event_details=true\nevents=PROCESS_STATE\n", "events=PROCESS_STATE\n");
        await using var supervisor = await RunningSupervisor.StartAsync(
            listeners + """
            [program:fails]
            command=/bin/sh -c "exit 3"
            startsecs=0
            restartpause=1000
            autostart=false
            [program:cat]
            command=/bin/cat
            startsecs=0
            autostart=false
            [program:absent]
            command=/nowhere/to/be/found
            startretries=0
            autostart=false
            [program:long]
            command=/bin/sleep 1000
            startsecs=0
            autorestart=false
            run_timeout=1s
            autostart=false
            """,
            directory: _directory);
        await supervisor.Rpc.WaitForStateAsync("asks", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("other", "RUNNING");
        foreach (var name in new[] { "fails", "cat", "absent", "long" })
            await supervisor.Rpc.CallAsync("supervisor.startProcess", name, false);
        await HeardAsync("asks", "PROCESS_STATE_EXITED exitstatus=3 expected=0 from_state=RUNNING groupname=fails pid=* processname=fails reason=unexpected restarts=0");
        await HeardAsync("asks", "PROCESS_STATE_BACKOFF exitstatus=3 from_state=EXITED groupname=fails processname=fails reason=pause restarts=0 tries=1");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalProcess", "cat", "KILL")).Fault);
        await HeardAsync("asks", "PROCESS_STATE_EXITED expected=0 from_state=RUNNING groupname=cat pid=* processname=cat reason=signal restarts=0 signal=9");
        await HeardAsync("asks", "PROCESS_STATE_RUNNING from_state=STARTING groupname=cat pid=* processname=cat restarts=1");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat")).Fault);
        await HeardAsync("asks", "PROCESS_STATE_STOPPED from_state=STOPPING groupname=cat pid=* processname=cat reason=stopped restarts=1 signal=15");
        await HeardAsync("asks", "PROCESS_STATE_EXITED expected=0 from_state=RUNNING groupname=long pid=* processname=long reason=timeout restarts=0 signal=15");
        await HeardAsync("other", "PROCESS_STATE_EXITED expected=0 from_state=RUNNING groupname=long pid=* processname=long");
        Assert.DoesNotContain(Lines("other"), line => line.Contains("restarts=", StringComparison.Ordinal) || line.Contains("reason=", StringComparison.Ordinal));
    }

    /// <summary>One that asks and one that does not: each writes what it hears as sorted fields.</summary>
    private async Task<string> ListenersAsync(string asks, string other)
    {
        _directory.Write(
            "hears.py",
            """
            import sys
            from supervisor import childutils
            while True:
                headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
                with open(sys.argv[1], "a") as heard:
                    if headers["eventname"].startswith(("PROCESS_STATE", "PROCESS_WAITING", "HOOK", "CONFIG")):
                        fields = childutils.get_headers(payload)
                        heard.write(" ".join([headers["eventname"]] + ["%s=%s" % field for field in sorted(fields.items())]) + "\n")
                childutils.listener.ok(sys.stdout)
            """);
        var packages = await StockSupervisor.PackagesDirectoryAsync();
        return string.Concat(new[] { ("asks", asks), ("other", other) }.Select(listener =>
            $"""
            [eventlistener:{listener.Item1}]
            command={StockSupervisor.Python} -W ignore @dir@/hears.py @dir@/{listener.Item1}
            environment=PYTHONPATH="{packages}"
            startsecs=0
            {listener.Item2}

            """));
    }

    private Task HeardAsync(string listener, string line) => Eventually.HoldsAsync(
        () => Lines(listener).Any(heard => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(line, heard, ignoreCase: false)), $"{listener} hears {line}");

    private string[] Lines(string listener) => File.Exists(_directory[listener]) ? File.ReadAllLines(_directory[listener]) : [];

    private static async Task UpdateAsync(RunningSupervisor supervisor)
    {
        await using var client = new OurCtl();
        Assert.Equal(0, (await client.RunAsync(["-c", supervisor.ConfigurationPath, "update"], supervisor.Directory.Path, "")).ExitCode);
    }
}
