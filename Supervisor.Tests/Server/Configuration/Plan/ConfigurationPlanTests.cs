using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What a new configuration does to each process, over real readings of configurations.</summary>
public class ConfigurationPlanTests
{
    private const string Program = "[program:a]\ncommand=/bin/a\n";
    private const string FastCgi = "[fcgi-program:f]\ncommand=/bin/f\nsocket=unix:///tmp/f.sock\n";
    private const string Listener = "[eventlistener:l]\ncommand=/bin/l\nevents=TICK\n";

    [Theory]
    [InlineData(Program, "priority=1", "priority 999 -> 1")]
    [InlineData(Program, "autostart=false", "autostart true -> false")]
    [InlineData(Program, "autorestart=true", "autorestart unexpected -> true")]
    [InlineData(Program, "startsecs=2", "startsecs 1 -> 2")]
    [InlineData(Program, "startretries=2", "startretries 3 -> 2")]
    [InlineData(Program, "exitcodes=0,1", "exitcodes 0 -> 0,1")]
    [InlineData(Program, "stopsignal=INT", "stopsignal TERM -> INT")]
    [InlineData(Program, "stopwaitsecs=1", "stopwaitsecs 10 -> 1")]
    [InlineData(Program, "stopasgroup=true", "stopasgroup false -> true, killasgroup false -> true")]
    [InlineData(Program, "killasgroup=true", "killasgroup false -> true")]
    [InlineData(Program, "stdout_logfile=/tmp/x", "stdout_logfile AUTO -> /tmp/x")]
    [InlineData(Program, "stdout_logfile=NONE", "stdout_logfile AUTO -> NONE")]
    [InlineData(Program, "stderr_logfile=/tmp/x", "stderr_logfile AUTO -> /tmp/x")]
    [InlineData(Program, "stdout_logfile_maxbytes=1KB", "stdout_logfile_maxbytes 50MB -> 1KB")]
    [InlineData(Program, "stderr_logfile_backups=1", "stderr_logfile_backups 10 -> 1")]
    [InlineData(Program, "stdout_capture_maxbytes=1", "stdout_capture_maxbytes 0 -> 1")]
    [InlineData(Program, "stderr_events_enabled=true", "stderr_events_enabled false -> true")]
    [InlineData(Program, "stdout_syslog=true", "stdout_syslog false -> true")]
    [InlineData(Listener, "stderr_logfile=NONE", "stderr_logfile AUTO -> NONE")]
    public void A_soft_option_of_a_program_adjusts_it(string section, string also, string keys) => ShowsBothWays(section, also, PlannedKind.Adjust, keys);

    [Theory]
    [InlineData(Program, "command=/bin/b", "command /bin/a -> /bin/b")]
    [InlineData(Program, "user=root", "user  -> 0")]
    [InlineData(Program, "umask=027", "umask  -> 027")]
    [InlineData(Program, "directory=/", "directory  -> /")]
    [InlineData(Program, "environment=PASSWORD=1", "environment  -> ")]
    [InlineData(Program, "serverurl=http://x:1", "serverurl AUTO -> http://x:1")]
    [InlineData(Program, "redirect_stderr=true", "redirect_stderr false -> true, stderr_logfile AUTO -> NONE")]
    [InlineData(FastCgi, "socket=unix:///tmp/g.sock", "socket unix:///tmp/f.sock -> unix:///tmp/g.sock")]
    [InlineData(FastCgi, "socket=tcp://localhost:9", "socket unix:///tmp/f.sock -> tcp://localhost:9, socket_mode 0700 -> ")]
    [InlineData(FastCgi, "socket_mode=0777", "socket_mode 0700 -> 0777")]
    [InlineData(FastCgi, "socket_owner=daemon", "socket_owner  -> 1")]
    [InlineData(FastCgi, "socket_backlog=7", "socket_backlog  -> 7")]
    public void A_hard_option_of_a_program_restarts_it(string section, string also, string keys) => ShowsBothWays(section, also, PlannedKind.Restart, keys);

    [Theory]
    [InlineData(Listener, "events=EVENT", "events TICK -> EVENT")]
    [InlineData(Listener, "buffer_size=11", "buffer_size 10 -> 11")]
    [InlineData(Listener, "len_unit=bytes", "len_unit characters -> bytes")]
    [InlineData("[program:p]\ncommand=x\n[group:g]\nprograms=p\n", "priority=5", "priority 999 -> 5")]
    public void An_option_of_a_group_adjusts_the_group_and_keeps_its_processes(string section, string also, string keys)
    {
        var plan = Plan(section, section + also + "\n");
        Assert.Equal((PlannedKind.Adjust, keys), (plan[0].Kind, Keys(plan[0])));
        Assert.Null(plan[0].Process);
        Assert.Equal(PlannedKind.Keep, Assert.Single(plan.Skip(1)).Kind);
    }

    [Fact]
    public void A_hard_change_shows_the_soft_ones_too_and_which_is_which()
    {
        var change = Plan(Program, Program + "startsecs=2\numask=022\n")[1];
        Assert.Equal(PlannedKind.Restart, change.Kind);
        Assert.Equal([("umask", true), ("startsecs", false)], change.Keys.Select(k => (k.Name, k.IsHard)));
    }

    [Fact]
    public void More_or_fewer_numbers_touch_only_the_difference()
    {
        const string Numbered = "[program:a]\ncommand=/bin/a\nprocess_name=%(process_num)d\nnumprocs=";
        Assert.Equal(["Keep a", "Keep a:0", "Keep a:1", "Add a:2", "Add a:3"], Shown(Plan(Numbered + "2\n", Numbered + "4\n")));
        Assert.Equal(["Keep a", "Keep a:0", "Remove a:1", "Remove a:2"], Shown(Plan(Numbered + "3\n", Numbered + "1\n")));
    }

    [Fact]
    public void One_changed_program_of_a_group_leaves_the_others_alone()
    {
        const string Two = "[group:g]\nprograms=p,q\n[program:q]\ncommand=q\n[program:p]\ncommand=p\n";
        Assert.Equal(["Keep g", "Adjust g:p", "Keep g:q"], Shown(Plan(Two, Two + "autorestart=true\n")));
    }

    [Fact]
    public void A_process_that_moves_to_another_group_is_removed_and_added()
    {
        const string Programs = "[program:p]\ncommand=p\n[program:q]\ncommand=q\n";
        var plan = Plan(Programs + "[group:g]\nprograms=p,q\n", Programs + "[group:g]\nprograms=q\n[group:h]\nprograms=p\n");
        Assert.Equal(["Keep g", "Keep g:q", "Remove g:p", "Add h", "Add h:p"], Shown(plan));
    }

    [Fact]
    public void A_program_that_becomes_a_listener_restarts_and_so_does_one_that_goes_back()
    {
        const string Pool = "[eventlistener:a]\ncommand=/bin/a\nevents=TICK\npriority=999\n";
        var there = Plan(Program, Pool);
        Assert.Equal(["Restart a", "Restart a:a"], Shown(there));
        Assert.All(there, change => Assert.Equal("events  -> TICK", Keys(change)));
        Assert.Equal(["Restart a", "Restart a:a"], Shown(Plan(Pool, Program)));
    }

    [Fact]
    public void A_program_that_becomes_a_FastCGI_program_restarts()
    {
        var change = Plan(Program, "[fcgi-program:a]\ncommand=/bin/a\nsocket=unix:///tmp/a.sock\n")[1];
        Assert.Equal((PlannedKind.Restart, "socket  -> unix:///tmp/a.sock, socket_mode  -> 0700"), (change.Kind, Keys(change)));
    }

    [Fact]
    public void Another_order_of_a_groups_programs_adjusts_the_group_alone()
    {
        const string Programs = "[program:p]\ncommand=p\n[program:q]\ncommand=q\n[program:r]\ncommand=r\n[group:g]\nprograms=";
        var plan = Plan(Programs + "p,q\n", Programs + "r,q,p\n");
        Assert.Equal(["Adjust g", "Add g:r", "Keep g:q", "Keep g:p", "Remove r", "Remove r:r"], Shown(plan));
        Assert.Equal("programs p,q -> q,p", Keys(plan[0]));
    }

    [Fact]
    public void An_order_that_follows_from_a_priority_is_no_change_of_its_own()
    {
        const string Numbered = "[program:a]\ncommand=/bin/a\nprocess_name=%(process_num)d\nnumprocs=2\n[program:b]\ncommand=b\n[group:g]\nprograms=a,b\n";
        var plan = Plan(Numbered, Numbered.Replace("numprocs=2\n", "numprocs=2\npriority=3\n", StringComparison.Ordinal));
        Assert.Equal(["Keep g", "Adjust g:0", "Adjust g:1", "Keep g:b"], Shown(plan));
    }

    [Fact]
    public void A_group_without_processes_is_there_too() =>
        Assert.Equal(["Add e"], Shown(ConfigurationPlan.Between([], [new GroupOptions { Name = "e" }])));

    [Fact]
    public void What_is_gone_comes_last_and_what_is_wanted_in_its_order() => Assert.Equal(
        ["Add b", "Add b:b", "Keep c", "Keep c:c", "Remove a", "Remove a:a"],
        Shown(Plan(Program + "[program:c]\ncommand=c\n", "[program:c]\ncommand=c\n[program:b]\ncommand=b\n")));

    [Fact]
    public void The_values_of_an_environment_are_nowhere_in_it()
    {
        var plan = Plan(Program + "environment=A=hidden1\n", Program + "environment=A=hidden2\n");
        Assert.Equal(PlannedKind.Restart, plan[1].Kind);
        Assert.DoesNotContain("hidden", string.Join('\n', plan.Select(c => $"{c} {Keys(c)}")), StringComparison.Ordinal);
    }

    /// <summary>What follows from the plan is what comparing whole groups finds, which is how stock does it.</summary>
    [Fact]
    public void A_group_is_changed_where_it_is_not_equal_and_nowhere_else()
    {
        string[] options = ["priority=1", "umask=022", "stdout_syslog=true", "numprocs=2\nprocess_name=%(process_num)d", "process_name=%(process_num)d", ""];
        string[] ends = ["[group:g]\nprograms=a,b", "[group:g]\nprograms=b,a\npriority=7", "[group:g]\nprograms=b", "[group:a]\nprograms=b,a", ""];
        var readings = (from option in options from end in ends select Groups($"{Program}{option}\n[program:b]\ncommand=b\n{end}\n")).ToList();
        foreach (var (before, after) in readings.SelectMany(_ => readings, (x, y) => (x, y)))
        {
            var expected = after.Where(g => before.Any(old => old.Name == g.Name && !old.Equals(g))).Select(g => g.Name);
            Assert.Equal(expected, ConfigurationDiff.Between(before, after).Changed.Select(g => g.Name));
        }
    }

    private static void ShowsBothWays(string section, string also, PlannedKind kind, string keys)
    {
        var (there, back) = (Plan(section, section + also + "\n"), Plan(section + also + "\n", section));
        Assert.Equal((kind, keys), (there[1].Kind, Keys(there[1])));
        Assert.Equal(kind, back[1].Kind);
        Assert.Equal(there[1].Keys.Select(k => (k.Name, k.New, k.Old)), back[1].Keys.Select(k => (k.Name, k.Old, k.New)));
        Assert.All([there[1], back[1]], change => Assert.NotNull(change.Process));
    }

    private static IEnumerable<string> Shown(IEnumerable<PlannedChange> plan) =>
        plan.Select(c => c.Process is null ? $"{c.Kind} {c.Group}" : $"{c.Kind} {c.Group}:{c.Process}");

    private static string Keys(PlannedChange change) => string.Join(", ", change.Keys.Select(k => $"{k.Name} {k.Old} -> {k.New}"));

    private static IReadOnlyList<PlannedChange> Plan(string before, string after) => ConfigurationPlan.Between(Groups(before), Groups(after));

    private static IReadOnlyList<GroupOptions> Groups(string sections) => ConfigurationFixture.OfSections(sections).Groups;
}
