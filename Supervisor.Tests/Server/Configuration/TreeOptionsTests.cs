using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Whom a program runs as, and what becomes of the processes that it starts, as they are read.</summary>
public class TreeOptionsTests
{
    private const string All = "kill_tree=true\ncgroup=require\ncgroup_kill=true\nmemory_high=1GiB\nmemory_max=2GB\ncpu_max=150%%\ncpu_weight=50\npids_max=20\nio_weight=200\n";

    [Fact]
    public void All_of_them_are_read()
    {
        var read = Read(All);
        var limits = new[] { ("memory_high", "1073741824"), ("memory_max", "2147483648"), ("cpu_max", "150000 100000"), ("cpu_weight", "50"), ("pids_max", "20"), ("io_weight", "200") };
        Assert.Equal(
            new TreeOptions { Kill = true, Cgroup = CgroupUse.Require, CgroupKill = true, Limits = new(limits.Select(limit => new CgroupLimit(limit.Item1, limit.Item2))) },
            read.Tree);
        Assert.Equal(read, WrittenDown.AndReadBack(read));
        Assert.True(ProcessPolicy.Of(read).Prepares);
    }

    [Theory]
    [InlineData("program:x", "")]
    [InlineData("fcgi-program:x", "socket=unix:///tmp/x.sock\n")]
    [InlineData("eventlistener:x", "events=TICK_5\n")]
    public void Every_kind_of_program_has_them(string section, string keys)
    {
        var configuration = ConfigurationFixture.OfSections($"[{section}]\ncommand=x\n{keys}{All}run_group=root\nsupplementary_groups=root\n");
        Assert.Empty(configuration.Messages);
        Assert.NotNull(configuration.Groups[0].Processes[0].Tree);
    }

    [Theory]
    [InlineData("")]
    [InlineData("kill_tree=false\ncgroup=off\ncgroup_kill=false\n")]
    public void Without_them_a_process_is_as_in_stock(string keys)
    {
        Assert.Null(Read(keys).Tree);
        Assert.Null(Read("user=root\n").Groups);
        Assert.False(ProcessPolicy.Of(Read(keys)).Prepares);
    }

    [Theory]
    [InlineData("cgroup_kill=true\n", CgroupUse.Auto)]
    [InlineData("memory_max=1\n", CgroupUse.Auto)]
    [InlineData("pids_max=max\ncgroup=require\n", CgroupUse.Require)]
    [InlineData("kill_tree=true\n", CgroupUse.Off)]
    internal void What_needs_a_cgroup_brings_it(string keys, CgroupUse use) => Assert.Equal(use, Read(keys).Tree?.Cgroup);

    [Theory]
    [InlineData("cpu_max", "max", "max 100000")]
    [InlineData("cpu_max", "5000 20000", "5000 20000")]
    [InlineData("cpu_max", "12.5%", "12500 100000")]
    [InlineData("memory_max", "infinity", "max")]
    [InlineData("memory_high", "4096", "4096")]
    public void The_kernel_reads_the_value(string key, string value, string text) => Assert.Equal(text, CgroupLimits.Parse(key, value).Value);

    [Theory]
    [InlineData("cgroup=maybe\n", "invalid 'cgroup' value 'maybe' (one of: off, auto, require)")]
    [InlineData("cgroup=off\npids_max=3\n", "pids_max is for a program in a cgroup of its own, and cgroup=off gives it none")]
    [InlineData("cgroup=off\ncgroup_kill=true\n", "cgroup_kill is for a program in a cgroup of its own, and cgroup=off gives it none")]
    [InlineData("memory_max=lots\n", "not a valid memory_max: 'lots' (bytes, 512MB, 2GiB or max)")]
    [InlineData("memory_max=0\n", "not a valid memory_max: '0' (bytes, 512MB, 2GiB or max)")]
    [InlineData("cpu_max=1.5\n", "not a valid cpu_max: '1.5' (150% of one processor, QUOTA PERIOD in microseconds, or max)")]
    [InlineData("cpu_weight=0\n", "not a valid cpu_weight: '0' (1 to 10000)")]
    [InlineData("pids_max=-1\n", "not a valid pids_max: '-1' (a number or max)")]
    [InlineData("run_group=no-such-group\n", "Invalid group name no-such-group")]
    [InlineData("supplementary_groups=root,,daemon\n", "empty item in 'root,,daemon'")]
    [InlineData("user=root:daemon\nrun_group=root\n", "user=root:daemon names another group than run_group")]
    public void What_says_nothing_is_refused(string keys, string refusal) =>
        Assert.Equal($"{refusal} in section 'program:x' (file: 'main.conf')", ConfigurationFixture.RefusalOfSections("[program:x]\ncommand=x\n" + keys));

    [Fact]
    public void A_group_may_stand_with_the_user_or_alone()
    {
        var daemon = OptionParsers.Group("daemon");
        Assert.Equal((0, new RunGroups(daemon, EquatableList<int>.Empty)), (Read("user=root:daemon\n").Uid, Read("user=root:daemon\n").Groups));
        Assert.Equal((null, new RunGroups(daemon, new([0]))), (Read("run_group=daemon\nsupplementary_groups=root, 0\n").Uid, Read("run_group=daemon\nsupplementary_groups=root, 0\n").Groups));
    }

    [Fact]
    public void A_user_has_its_own_groups_and_those_besides()
    {
        var identity = Identity.Of(0, OptionParsers.Group("daemon"), [3])!.Value;
        Assert.Equal((0, OptionParsers.Group("daemon")), (identity.Uid, identity.Gid));
        Assert.Contains(3, identity.Groups);
        Assert.Contains(identity.Gid, identity.Groups);
    }

    private static ProcessOptions Read(string keys) => ConfigurationFixture.OfSections("[program:x]\ncommand=x\n" + keys).Groups[0].Processes[0];
}
