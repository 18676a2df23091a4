using Supervisor.Tests.SideBySide.Events;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Listeners as people run them.</summary>
public class ListenerTests
{
    /// <summary>What images carry to go down with the program they are about (Supervisor issues 712 and 733).</summary>
    [Fact]
    public async Task The_one_liner_of_container_images_ends_the_daemon_in_order()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [eventlistener:watch]
            command=bash -c "printf 'READY\n' && while read line; do kill -SIGQUIT $PPID; done"
            events=PROCESS_STATE_EXITED,PROCESS_STATE_FATAL
            startsecs=0
            [program:other]
            command=/bin/cat
            startsecs=0
            [program:web]
            command=/bin/sh -c "sleep 1"
            startsecs=0
            autorestart=false
            """);
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Contains("WARN received SIGQUIT indicating exit request", supervisor.MainLog, StringComparison.Ordinal);
        Assert.Contains("stopped: other (terminated by SIGTERM)", supervisor.MainLog, StringComparison.Ordinal);
        Assert.False(File.Exists(supervisor.SocketPath));
    }

    /// <summary>superlance's crashmail, less the mail: it asks the daemon about the process while it holds the event.</summary>
    [Fact]
    public async Task A_listener_of_the_kind_of_crashmail_hears_of_a_crash_and_can_ask_the_daemon_about_it()
    {
        using var directory = new TestDirectory();
        directory.Write(
            "crashmail.py",
            """
            import os, sys
            from supervisor import childutils
            rpc = childutils.getRPCInterface(os.environ)
            while True:
                headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
                if headers["eventname"] == "PROCESS_STATE_EXITED":
                    fields, data = childutils.eventdata(payload + "\n")
                    if not int(fields["expected"]):
                        info = rpc.supervisor.getProcessInfo("%(groupname)s:%(processname)s" % fields)
                        with open("mail", "a") as mail:
                            mail.write("%s exited with %s as %s\n" % (fields["processname"], info["exitstatus"], info["statename"]))
                childutils.listener.ok(sys.stdout)
            """);
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [eventlistener:crashmail]
            command={StockSupervisor.Python} -W ignore @dir@/crashmail.py
            directory=@dir@
            environment=PYTHONPATH="{await StockSupervisor.PackagesDirectoryAsync()}"
            events=PROCESS_STATE
            startsecs=0
            [program:crasher]
            command=/bin/sh -c "sleep 0.2; exit 4"
            autorestart=false
            startsecs=0
            [program:fine]
            command=/bin/sh -c "sleep 0.2"
            autorestart=false
            startsecs=0
            """,
            directory: directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["mail"]) && File.ReadAllText(directory["mail"]).EndsWith('\n'), "a mail");
        await supervisor.Rpc.WaitForStateAsync("fine", "EXITED");
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        Assert.Equal("crasher exited with 4 as EXITED\n", File.ReadAllText(directory["mail"]));
    }

    /// <summary>Go, PHP and C read as many bytes as <c>len</c> says.</summary>
    [Fact]
    public async Task A_pool_that_asks_for_bytes_is_told_the_length_in_bytes()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [eventlistener:bytes]
            command=/bin/sh -c "printf 'READY\n'; while read -r header; do printf '%%s|' \"$header\" >>@dir@/seen; head -c \"${header##*len:}\" >>@dir@/seen; printf '|' >>@dir@/seen; printf 'RESULT 2\nOKREADY\n'; done"
            events=REMOTE_COMMUNICATION
            len_unit=bytes
            startsecs=0
            """);
        await supervisor.Rpc.WaitForStateAsync("bytes", "RUNNING");
        await supervisor.Rpc.CallAsync("supervisor.sendRemoteCommEvent", "dä", "日本 \U0001F600");
        await supervisor.Rpc.CallAsync("supervisor.sendRemoteCommEvent", "after", "it");
        const string Expected =
            "ver:3.0 server:supervisor serial:0 pool:bytes poolserial:0 eventname:REMOTE_COMMUNICATION len:20|type:dä\n日本 \U0001F600|"
            + "ver:3.0 server:supervisor serial:1 pool:bytes poolserial:1 eventname:REMOTE_COMMUNICATION len:13|type:after\nit|";
        var seen = supervisor.Directory["seen"];
        await Eventually.HoldsAsync(() => File.Exists(seen) && File.ReadAllText(seen) == Expected, "both events, whole");
    }

    /// <summary>Stock sends it again to every pool that has a process of the same priority.</summary>
    [Fact]
    public async Task A_rejected_event_goes_back_to_the_pool_that_rejected_it_and_to_no_other()
    {
        await using var stage = await EventStage.StartAsync(
            await Peer.OursAsync(),
            """
            [eventlistener:one]
            @listen one@
            events=REMOTE_COMMUNICATION
            startsecs=0
            [eventlistener:other]
            @listen other@
            events=REMOTE_COMMUNICATION
            startsecs=0
            """);
        await stage.WaitForLogAsync("success: other entered RUNNING");
        await stage.RemoteAsync("quiet", "");
        await stage.WaitForAsync("other", "the first event", record => true);
        File.WriteAllText(Path.Combine(stage.Supervisor.Directory.Path, "other.events.reject"), "");
        await stage.RemoteAsync("reject once", "");
        var one = await stage.WaitForAsync("one", "the rejected event", record => record.Payload == "type:reject once\n", times: 2);
        await stage.RemoteAsync("after", "");
        var other = await stage.WaitForAsync("other", "the event after", record => record.Payload == "type:after\n");
        Assert.Equal(["type:quiet\n", "type:reject once\n", "type:after\n"], other.Select(record => record.Payload));
        Assert.Equal(one[1].Header, one[2].Header);
    }

    [Fact]
    public async Task A_listener_that_never_answers_does_not_keep_the_daemon_from_ending()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [eventlistener:mute]
            command=/bin/sh -c "printf 'READY\n'; exec sleep 1000"
            events=SUPERVISOR_STATE_CHANGE,PROCESS_STATE
            startsecs=0
            """);
        await supervisor.Rpc.WaitForStateAsync("mute", "RUNNING");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Contains("stopped: mute (terminated by SIGTERM)", supervisor.MainLog, StringComparison.Ordinal);
    }
}
