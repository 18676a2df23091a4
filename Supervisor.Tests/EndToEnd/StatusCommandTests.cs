using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl status</c> and <c>pid</c>, by stock's client, to the byte.</summary>
public class StatusCommandTests
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:idle]
        command=/bin/cat
        autostart=false
        [program:broken]
        command=@dir@/nowhere
        startretries=0
        [group:pair]
        programs=left,right
        [program:left]
        command=/bin/cat
        startsecs=0
        [program:right]
        command=/bin/cat
        startsecs=0
        """;

    [Fact]
    public async Task Status_lists_every_process_in_columns_and_exits_with_3_when_one_is_stopped()
    {
        await using var supervisor = await StartAsync();
        const string Everything =
            """
            broken                           FATAL     can't find command '@dir@/nowhere'
            cat                              RUNNING   pid <pid>, uptime <uptime>
            idle                             STOPPED   Not started
            pair:left                        RUNNING   pid <pid>, uptime <uptime>
            pair:right                       RUNNING   pid <pid>, uptime <uptime>

            """;
        CtlOutput.Matches(await SupervisorCtl.RunAsync(supervisor, "status"), 3, Everything, supervisor);
        CtlOutput.Matches(await SupervisorCtl.RunAsync(supervisor, "status", "all"), 3, Everything, supervisor);
        CtlOutput.Matches(
            await SupervisorCtl.RunAsync(supervisor, "status", "pair:*", "cat", "cat"),
            exitCode: 0,
            """
            pair:left                        RUNNING   pid <pid>, uptime <uptime>
            pair:right                       RUNNING   pid <pid>, uptime <uptime>
            cat                              RUNNING   pid <pid>, uptime <uptime>
            cat                              RUNNING   pid <pid>, uptime <uptime>

            """,
            supervisor);
    }

    [Fact]
    public async Task Status_of_unknown_names_says_so_before_the_table_and_exits_with_4()
    {
        await using var supervisor = await StartAsync();
        CtlOutput.Matches(
            await SupervisorCtl.RunAsync(supervisor, "status", "cat", "nope", "zz:*", "zz:a"),
            exitCode: 4,
            """
            nope: ERROR (no such process)
            zz: ERROR (no such group)
            zz:a: ERROR (no such process)
            cat                              RUNNING   pid <pid>, uptime <uptime>

            """,
            supervisor);
    }

    [Fact]
    public async Task Pid_prints_the_daemons_or_the_programs_pid()
    {
        await using var supervisor = await StartAsync();
        var cat = await supervisor.Rpc.PidOfAsync("cat");
        Assert.Equal(new CompletedChild(0, $"{supervisor.Pid}\n", ""), await SupervisorCtl.RunAsync(supervisor, "pid"));
        Assert.Equal(new CompletedChild(0, $"{cat}\n", ""), await SupervisorCtl.RunAsync(supervisor, "pid", "cat"));
        Assert.Equal(new CompletedChild(7, "0\n", ""), await SupervisorCtl.RunAsync(supervisor, "pid", "idle"));
        Assert.Equal(new CompletedChild(1, "No such process nope\n", ""), await SupervisorCtl.RunAsync(supervisor, "pid", "nope"));
        CtlOutput.Matches(await SupervisorCtl.RunAsync(supervisor, "pid", "all"), 0, $"0\n{cat}\n0\n<pid>\n<pid>\n", supervisor);
    }

    private static async Task<RunningSupervisor> StartAsync()
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs);
        await supervisor.Rpc.WaitForStateAsync("broken", "FATAL");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("pair:left", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("pair:right", "RUNNING");
        return supervisor;
    }
}
