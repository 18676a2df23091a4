using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What a reread finds changed, over real readings of configurations.</summary>
public class ConfigurationDiffTests
{
    private const string Program = "[program:a]\ncommand=/bin/a\n";
    private const string FastCgi = "[fcgi-program:f]\ncommand=/bin/f\nsocket=unix:///tmp/f.sock\n";
    private const string Listener = "[eventlistener:l]\ncommand=/bin/l\nevents=TICK\n";

    [Theory]
    [InlineData(Program, "command=/bin/b")]
    [InlineData(Program, "priority=1")]
    [InlineData(Program, "autostart=false")]
    [InlineData(Program, "autorestart=true")]
    [InlineData(Program, "startsecs=2")]
    [InlineData(Program, "startretries=2")]
    [InlineData(Program, "exitcodes=0,1")]
    [InlineData(Program, "stopsignal=INT")]
    [InlineData(Program, "stopwaitsecs=1")]
    [InlineData(Program, "stopasgroup=true")]
    [InlineData(Program, "killasgroup=true")]
    [InlineData(Program, "user=root")]
    [InlineData(Program, "umask=027")]
    [InlineData(Program, "directory=/")]
    [InlineData(Program, "environment=A=1")]
    [InlineData(Program, "serverurl=http://x:1")]
    [InlineData(Program, "redirect_stderr=true")]
    [InlineData(Program, "numprocs=2\nprocess_name=%(process_num)d")]
    [InlineData(Program, "process_name=b")]
    [InlineData(Program, "stdout_logfile=/tmp/x")]
    [InlineData(Program, "stdout_logfile=NONE")]
    [InlineData(Program, "stderr_logfile=/tmp/x")]
    [InlineData(Program, "stdout_logfile_maxbytes=1")]
    [InlineData(Program, "stderr_logfile_backups=1")]
    [InlineData(Program, "stdout_capture_maxbytes=1")]
    [InlineData(Program, "stderr_events_enabled=true")]
    [InlineData(Program, "stdout_syslog=true")]
    [InlineData(FastCgi, "socket=unix:///tmp/g.sock")]
    [InlineData(FastCgi, "socket_mode=0777")]
    [InlineData(FastCgi, "socket_owner=daemon")]
    [InlineData(FastCgi, "socket_backlog=7")]
    [InlineData(Listener, "events=EVENT")]
    [InlineData(Listener, "buffer_size=11")]
    [InlineData(Listener, "len_unit=bytes")]
    [InlineData(Listener, "priority=1")]
    public void A_change_of_any_option_is_seen_and_so_is_its_undoing(string section, string also)
    {
        var (before, after) = (Groups(section), Groups(section + also + "\n"));
        Assert.Same(after[0], Assert.Single(ConfigurationDiff.Between(before, after).Changed));
        Assert.Same(before[0], Assert.Single(ConfigurationDiff.Between(after, before).Changed));
    }

    [Theory]
    [InlineData(Program)]
    [InlineData(FastCgi)]
    [InlineData(Listener)]
    public void What_was_read_twice_is_the_same(string section)
    {
        var diff = ConfigurationDiff.Between(Groups(section), Groups("# a comment\n" + section));
        Assert.Empty(diff.Added.Concat(diff.Changed).Concat(diff.Removed));
    }

    [Fact]
    public void A_change_of_the_daemons_environment_changes_every_group()
    {
        var before = ConfigurationFixture.Of("[supervisord]\n" + Program).Groups;
        var after = ConfigurationFixture.Of("[supervisord]\nenvironment=A=1\n" + Program).Groups;
        Assert.Single(ConfigurationDiff.Between(before, after).Changed);
    }

    [Fact]
    public void New_ones_come_in_the_order_of_the_configuration_and_old_ones_in_that_in_which_they_were_added()
    {
        var before = Groups(Simple("c", 1) + Simple("d", 2) + Simple("b", 3));
        var after = Groups(Simple("z", 1) + Simple("y", 1) + Simple("d", 7) + Simple("x", 0));
        var diff = ConfigurationDiff.Between(before, after);
        Assert.Equal(["x", "y", "z"], diff.Added.Select(g => g.Name));
        Assert.Equal(["d"], diff.Changed.Select(g => g.Name));
        Assert.Equal(["c", "b"], diff.Removed.Select(g => g.Name));
    }

    [Fact]
    public void Of_two_groups_of_one_name_the_first_counts()
    {
        var groups = Groups(Program + "[program:b]\ncommand=/bin/b\n[group:a]\nprograms=b\n");
        Assert.Equal(["a", "a"], groups.Select(g => g.Name));
        Assert.Empty(ConfigurationDiff.Between([groups[0]], groups).Changed);
        Assert.Equal("/bin/b", groups[0].Processes[0].Command);
    }

    private static string Simple(string name, int priority) => $"[program:{name}]\ncommand=/bin/{name}\npriority={priority}\n";

    private static IReadOnlyList<GroupOptions> Groups(string sections) => ConfigurationFixture.OfSections(sections).Groups;
}
