using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// A mount that stops answering under what a start has to touch. Its program waits; every other one starts, stops, restarts and is tailed; the daemon says
/// what is waited for, ends in time and names what it leaves.
/// </summary>
public class HungLaunchTests
{
    [Theory]
    [InlineData("command=/bin/cat\ndirectory=@mnt@/home", "where its directory is,")]
    [InlineData("command=@mnt@/bin/tool", "where its command is or is looked for,")]
    [InlineData("command=tool\nenvironment=PATH=\"@mnt@/bin:/bin\"", "where its command is or is looked for,")]
    [InlineData("command=/bin/cat\nenvironment_file=@mnt@/app.env", "where its environment_file is,")]
    [InlineData("command=tool\nenvironment_file=-@mnt@/none.env,@mnt@/path.env", "where its environment_file is,")]
    public async Task A_start_that_leads_there_waits_alone(string program, string where)
    {
        await using var mount = await HangingMount.StartAsync();
        Arrange(mount);
        await using var supervisor = await RunningSupervisor.StartAsync(
            UnconcernedPrograms.Sections + "[program:far]\nautostart=false\nstartsecs=0\n" + program.Replace("@mnt@", mount.Path, StringComparison.Ordinal) + "\n");
        using (mount.Hang())
        {
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "far", false)).Fault);
            await UnconcernedPrograms.GoOnAsync(supervisor);
            await ToldAsync(supervisor, $"the start of 'far' is held up: '{mount.Path}' (fuse.hanging-mount), {where} does not answer; other programs are not affected");
            Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("far"));
            await UnconcernedPrograms.GoOnAsync(supervisor);
        }
        await supervisor.Rpc.WaitForStateAsync("far", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("far");
        Assert.Matches("(cat|tool)\0\\z", File.ReadAllText($"/proc/{pid}/cmdline"));
        Assert.Equal(program.Contains("environment_file", StringComparison.Ordinal), File.ReadAllText($"/proc/{pid}/environ").Contains("FROM=mount\0", StringComparison.Ordinal));
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Theory]
    [InlineData("command=/bin/cat\ndirectory=@mnt@/home")]
    [InlineData("command=@mnt@/bin/tool")]
    [InlineData("command=tool\nenvironment=PATH=\"@mnt@/bin:/bin\"")]
    public async Task The_end_comes_in_time_while_a_start_waits_there(string program)
    {
        await using var mount = await HangingMount.StartAsync();
        Arrange(mount);
        await using var supervisor = await RunningSupervisor.StartAsync(
            UnconcernedPrograms.Sections + "[program:far]\nstopwaitsecs=1\nautostart=false\nstartsecs=0\n" + program.Replace("@mnt@", mount.Path, StringComparison.Ordinal) + "\n");
        using var hanging = mount.Hang();
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "far", false)).Fault);
        await ToldAsync(supervisor, "the start of 'far' is held up");
        await UnconcernedPrograms.EndAsync(supervisor);
        Assert.Contains($"the start of 'far' was given up: '{mount.Path}' (fuse.hanging-mount)", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUTO_logs_that_cannot_be_made_hold_up_their_own_program_only()
    {
        await using var mount = await HangingMount.StartAsync();
        var sections = $"[supervisord]\nchildlogdir={mount.Path}\n" + UnconcernedPrograms.Sections.Replace("[program:idle]", "[program:idle]\nstdout_logfile=NONE\nstderr_logfile=NONE", StringComparison.Ordinal)
            .Replace("[program:other]", "[program:other]\nstdout_logfile=@dir@/other.log\nstderr_logfile=NONE", StringComparison.Ordinal);
        await using var supervisor = await RunningSupervisor.StartAsync(sections);
        supervisor.Reconfigure(sections + "[program:late]\ncommand=/bin/cat\nstartsecs=0\n");
        await supervisor.Rpc.CallAsync("supervisor.reloadConfig");
        using (mount.Hang())
        {
            var adding = supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "late");
            await ToldAsync(supervisor, $"the AUTO logs of late wait for '{mount.Path}', which does not answer; other programs are not affected");
            await UnconcernedPrograms.GoOnAsync(supervisor);
            mount.Answer();
            Assert.Null((await adding).Fault);
        }
        await supervisor.Rpc.WaitForStateAsync("late", "RUNNING");
        Assert.Contains(Directory.GetFiles(mount.Backing), file => Path.GetFileName(file).StartsWith("late-stdout---", StringComparison.Ordinal));
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task The_end_names_the_process_that_waits_for_a_log_on_the_mount()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(
            UnconcernedPrograms.Sections + $"[program:writer]\ncommand=/bin/sh -c \"while :; do echo line; sleep 0.01; done\"\nstartsecs=0\nstopwaitsecs=1\nstdout_logfile={mount["writer.log"]}\n");
        var backing = Path.Combine(mount.Backing, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(backing) && File.ReadAllText(backing).Length > 0, "the log is written");
        using var hanging = mount.Hang();
        await ToldAsync(supervisor, "writer.log' cannot be written");
        await supervisor.SignalAsync("TERM");
        var (code, _, error) = await supervisor.Process.CompletedAsync();
        Assert.Equal(0, code);
        Assert.Matches($@"left behind: process [0-9]+ waits for the fuse\.hanging-mount file system at {mount.Path}\n", error);
    }

    private static void Arrange(HangingMount mount)
    {
        Directory.CreateDirectory(Path.Combine(mount.Backing, "home"));
        Directory.CreateDirectory(Path.Combine(mount.Backing, "bin"));
        File.Copy("/bin/cat", Path.Combine(mount.Backing, "bin/tool"));
        File.SetUnixFileMode(Path.Combine(mount.Backing, "bin/tool"), (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(mount.Backing, "app.env"), "FROM=mount\n");
        File.WriteAllText(Path.Combine(mount.Backing, "path.env"), $"PATH={mount.Path}/bin\nFROM=mount\n");
    }

    private static Task ToldAsync(RunningSupervisor supervisor, string sentence) =>
        Eventually.HoldsAsync(() => supervisor.MainLog.Contains(sentence, StringComparison.Ordinal), sentence);
}
