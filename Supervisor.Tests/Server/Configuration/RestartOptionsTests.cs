using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>The options about restarts and about the end of the daemon, as they are read.</summary>
public class RestartOptionsTests
{
    [Fact]
    public void All_of_them_are_read()
    {
        var read = Read("restartpause=1,2,5s\nrestartpause_max=1m\nrestartpause_factor=2\nrestartpause_jitter=12.5%\nrestartpause_reset=10m\nretry_forever=true\nrestart_limit=5/60s\n");
        Assert.Equal(
            new RestartOptions
            {
                Pauses = new([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)]),
                MaxPause = TimeSpan.FromMinutes(1),
                Factor = 2,
                JitterPercent = 12.5,
                Reset = TimeSpan.FromMinutes(10),
                RetryForever = true,
                Limit = new(5, TimeSpan.FromMinutes(1)),
            },
            read.Restarting);
        Assert.Equal(read, WrittenDown.AndReadBack(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("restartpause=0\n")]
    [InlineData("restart_delay=0\nrestartpause_factor=1\nrestartpause_jitter=0%\nretry_forever=false\n")]
    public void Without_them_a_process_is_as_in_stock(string keys) => Assert.Null(Read(keys).Restarting);

    [Theory]
    [InlineData("restart_delay")]
    [InlineData("delaybetweenretries")]
    public void A_pause_has_other_names(string key)
    {
        var configuration = ConfigurationFixture.OfSections($"[program:x]\ncommand=x\n{key}=3\n");
        Assert.Empty(configuration.Messages);
        Assert.Equal([TimeSpan.FromSeconds(3)], configuration.Groups[0].Processes[0].Restarting!.Pauses);
    }

    [Fact]
    public void A_section_wins_over_DEFAULT_by_whatever_name() => Assert.Equal(
        [TimeSpan.FromSeconds(3)], ConfigurationFixture.OnlyProcess("[DEFAULT]\nrestartpause=9\n[program:x]\ncommand=x\nrestart_delay=3\n").Restarting!.Pauses);

    [Fact]
    public void A_listener_may_pause_and_each_process_may_have_its_own_pause()
    {
        Assert.NotNull(ConfigurationFixture.OnlyProcess("[eventlistener:x]\ncommand=x\nevents=TICK\nrestartpause=3\n").Restarting);
        var two = ConfigurationFixture.OfSections("[program:x]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=2\nnumprocs_start=1\nrestartpause=%(process_num)d\n").Groups[0].Processes;
        Assert.Equal([1.0, 2.0], two.Select(process => process.Restarting!.Pauses[0].TotalSeconds));
    }

    [Theory]
    [InlineData("restartpause=1\nrestart_delay=2\n", "'restartpause' and 'restart_delay' are the same option")]
    [InlineData("essential=true\nexit_on_end=true\n", "'exit_on_end' and 'essential' are the same option")]
    [InlineData("restartpause=soon\n", "not a valid duration: 'soon'")]
    [InlineData("restartpause=1,,2\n", "empty item in '1,,2'")]
    [InlineData("restartpause=10\nrestartpause_max=5\n", "restartpause_max is below restartpause")]
    [InlineData("restartpause=1,10\nrestartpause_max=5\n", "restartpause_max is below restartpause")]
    [InlineData("restartpause_factor=0.5\n", "not a valid factor (1 or more): '0.5'")]
    [InlineData("restartpause_jitter=101%%\n", "not a valid percentage (0-100%): '101%'")]
    [InlineData("restart_limit=0/60s\n", "not a valid rate (COUNT/DURATION): '0/60s'")]
    [InlineData("retry_forever=often\n", "not a valid boolean value: 'often'")]
    public void What_is_wrong_is_refused_with_its_place(string keys, string refusal) =>
        Assert.Equal($"{refusal} in section 'program:x' (file: 'main.conf')", ConfigurationFixture.RefusalOfSections("[program:x]\ncommand=x\n" + keys));

    [Theory]
    [InlineData("restartpause_max=5\n", "restartpause_max has no effect without restartpause")]
    [InlineData("restartpause_jitter=5%\n", "restartpause_jitter has no effect without restartpause")]
    [InlineData("restartpause=5\nrestartpause_factor=2\n", "restartpause_factor=2 has no effect without restartpause_max, which is as long as restartpause by default")]
    [InlineData("retry_forever=true\nstartretries=3\n", "startretries has no effect with retry_forever=true")]
    [InlineData("startretries=-1\n", "startretries=-1 means that a start that fails is not tried again; write retry_forever=true for one that is tried again for ever")]
    public void What_has_no_effect_is_warned_of_once(string keys, string warning)
    {
        var configuration = ConfigurationFixture.OfSections("[program:x]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=3\n" + keys);
        Assert.Equal([$"For [program:x], {warning}"], ConfigurationFixture.Warnings(configuration));
    }

    [Fact]
    public void The_end_of_the_daemon_is_up_to_programs_and_not_to_listeners()
    {
        Assert.Equal((true, false), (Read("essential=true\n").ExitOnEnd, Read("essential=true\n").ExitOnFailure));
        Assert.Equal((false, true), (Read("exit_on_failure=true\n").ExitOnEnd, Read("exit_on_failure=true\n").ExitOnFailure));
        var listening = ConfigurationFixture.OfSections("[eventlistener:x]\ncommand=x\nevents=TICK\nexit_on_end=true\n");
        Assert.False(listening.Groups[0].Processes[0].ExitOnEnd);
        Assert.StartsWith("main.conf, line 5: unknown option exit_on_end in [eventlistener:x]", Assert.Single(ConfigurationFixture.Warnings(listening)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "x:x")]
    [InlineData("g:y", "g:y")]
    [InlineData("y", "g:y")]
    public void The_process_whose_code_counts_is_found_by_its_name(string written, string meant)
    {
        var read = ConfigurationFixture.Of($"[supervisord]\nexit_when_done=true\nexit_code_from={written}\n[program:x]\ncommand=x\n[program:y]\ncommand=y\n[group:g]\nprograms=y\n");
        Assert.Equal((true, meant), (read.Supervisord.ExitWhenDone, read.Supervisord.ExitCodeFrom));
    }

    [Theory]
    [InlineData("z", "exit_code_from: no such process 'z' (write group:process)")]
    [InlineData("0", "exit_code_from: '0' is the name of several processes (write group:process)")]
    public void One_that_is_not_there_is_refused(string written, string refusal) => Assert.Equal(
        refusal,
        ConfigurationFixture.Refusal(
            $"[supervisord]\nexit_code_from={written}\n[program:x]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=2\n[program:y]\ncommand=y\nprocess_name=%(process_num)d\nnumprocs=2\n"));

    private static ProcessOptions Read(string keys) => ConfigurationFixture.OnlyProcess("[program:x]\ncommand=x\n" + keys);
}
