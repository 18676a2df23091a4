using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>The options about times to run at, as they are read.</summary>
public class ScheduleOptionsTests
{
    [Fact]
    public void All_of_them_are_read()
    {
        var read = Read("cron=30 2 * * * | @hourly|*/5 * * * * *\nschedule_timezone=Europe/Berlin\nschedule_jitter=5m\nrun_on_start=true\nschedule_overlap=queue\nschedule_catchup=one\nrun_timeout=1h\n");
        Assert.Equal(
            new ScheduleOptions
            {
                Cron = new(["30 2 * * *", "@hourly", "*/5 * * * * *"]),
                TimeZone = "Europe/Berlin",
                Jitter = TimeSpan.FromMinutes(5),
                RunOnStart = true,
                Overlap = ScheduleOverlap.Queue,
                CatchesUp = true,
            },
            read.Schedule);
        Assert.Equal(TimeSpan.FromHours(1), read.RunTimeout);
        Assert.Equal(read, WrittenDown.AndReadBack(read));
        var every = Read("interval=90\ninterval_from=end\nschedule_overlap=restart\n").Schedule;
        Assert.Equal(new ScheduleOptions { Interval = TimeSpan.FromSeconds(90), FromEnd = true, Overlap = ScheduleOverlap.Restart }, every);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cron=\nrun_timeout=0\n")]
    public void Without_them_a_process_is_as_in_stock(string keys)
    {
        var read = Read(keys);
        Assert.Null(read.Schedule);
        Assert.Equal((true, RestartPolicy.Unexpected, false, (TimeSpan?)null), (read.AutoStart, read.AutoRestart, read.OneShot, read.RunTimeout));
    }

    [Fact]
    public void What_runs_by_the_clock_is_there_to_end_unless_the_section_says_otherwise()
    {
        foreach (var keys in new[] { "cron=@daily\n", "interval=1h\n" })
        {
            var read = Read(keys);
            Assert.Equal((false, RestartPolicy.Never, true), (read.AutoStart, read.AutoRestart, read.OneShot));
            var other = Read(keys + "autostart=true\nautorestart=true\noneshot=false\n");
            Assert.Equal((true, RestartPolicy.Always, false), (other.AutoStart, other.AutoRestart, other.OneShot));
        }
    }

    [Theory]
    [InlineData("cron=every day\n", "not a valid cron expression: 'every day' (*")]
    [InlineData("cron=60 * * * *\n", "not a valid cron expression: '60 * * * *' (*")]
    [InlineData("cron=* * * * * * *\n", "not a valid cron expression: '* * * * * * *' (*")]
    [InlineData("cron=0 0 * * *|\n", "not a valid cron expression: '' (*")]
    [InlineData("cron=0 0 30 2 *\n", "not a valid cron expression: '0 0 30 2 *' (there is no such day)")]
    [InlineData("cron=@every 1h\n", "not a valid cron expression: '@every 1h' (write interval=1h instead)")]
    [InlineData("interval=often\n", "not a valid duration: 'often'")]
    [InlineData("interval=500ms\n", "interval must be 1s or more: '500ms'")]
    [InlineData("cron=@daily\ninterval=1h\n", "cron and interval exclude each other")]
    [InlineData("cron=@daily\nschedule_timezone=Europe/Atlantis\n", "schedule_timezone: unknown time zone 'Europe/Atlantis' (*")]
    [InlineData("cron=@daily\nschedule_overlap=both\n", "invalid 'schedule_overlap' value 'both' (one of: skip, queue, restart)")]
    [InlineData("cron=@daily\nschedule_catchup=all\n", "invalid 'schedule_catchup' value 'all' (one of: none, one)")]
    [InlineData("interval=1h\ninterval_from=middle\n", "invalid 'interval_from' value 'middle' (one of: start, end)")]
    [InlineData("interval=1h\nschedule_jitter=x\n", "not a valid duration: 'x'")]
    [InlineData("run_timeout=long\n", "not a valid duration: 'long'")]
    public void What_is_wrong_is_refused_with_its_place(string keys, string refusal)
    {
        var told = ConfigurationFixture.RefusalOfSections("[program:x]\ncommand=x\n" + keys);
        Assert.EndsWith(" in section 'program:x' (file: 'main.conf')", told, StringComparison.Ordinal);
        Assert.StartsWith(refusal.TrimEnd('*'), told, StringComparison.Ordinal);
        if (!refusal.EndsWith('*'))
            Assert.Equal($"{refusal} in section 'program:x' (file: 'main.conf')", told);
    }

    [Theory]
    [InlineData("run_on_start=true\n", "run_on_start has no effect without cron or interval")]
    [InlineData("schedule_timezone=UTC\ninterval=1h\n", "schedule_timezone has no effect with interval")]
    [InlineData("interval_from=end\ncron=@daily\n", "interval_from has no effect with cron")]
    public void What_has_no_effect_is_warned_of_once(string keys, string warning)
    {
        var configuration = ConfigurationFixture.OfSections("[program:x]\ncommand=x\nprocess_name=%(process_num)d\nnumprocs=3\n" + keys);
        Assert.Equal([$"For [program:x], {warning}"], ConfigurationFixture.Warnings(configuration));
    }

    [Fact]
    public void A_listener_does_not_run_by_the_clock()
    {
        var listening = ConfigurationFixture.OfSections("[eventlistener:x]\ncommand=x\nevents=TICK\ncron=@daily\n");
        Assert.Null(listening.Groups[0].Processes[0].Schedule);
        Assert.StartsWith("main.conf, line 5: unknown option cron in [eventlistener:x]", Assert.Single(ConfigurationFixture.Warnings(listening)), StringComparison.Ordinal);
    }

    private static ProcessOptions Read(string keys) => ConfigurationFixture.OnlyProcess("[program:x]\ncommand=x\n" + keys);
}
