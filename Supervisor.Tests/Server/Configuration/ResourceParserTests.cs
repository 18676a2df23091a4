using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Configuration;

/// <summary><c>rlimit_NAME</c>, <c>nice</c>, <c>ionice</c>, <c>oom_score_adj</c>, <c>cpu_affinity</c>: what is taken, what is refused, and how it is written back.</summary>
public class ResourceParserTests
{
    [Theory]
    [InlineData("rlimit_nofile", "65536", "65536")]
    [InlineData("rlimit_nofile", " 1024 : 4096 ", "1024:4096")]
    [InlineData("rlimit_core", "infinity", "infinity")]
    [InlineData("rlimit_core", "0:Infinity", "0:infinity")]
    [InlineData("rlimit_as", "18446744073709551613", "18446744073709551613")]
    [InlineData("rlimit_stack", "keep", null)]
    [InlineData("rlimit_stack", "keep:keep", null)]
    [InlineData("rlimit_stack", "4096:keep", "4096:keep")]
    [InlineData("rlimit_nproc", "keep:10", "keep:10")]
    [InlineData("nice", "-20", "-20")]
    [InlineData("nice", "19", "19")]
    [InlineData("nice", "0", "0")]
    [InlineData("ionice", "idle", "idle")]
    [InlineData("ionice", "best-effort", "best-effort:4")]
    [InlineData("ionice", "Best-Effort:7", "best-effort:7")]
    [InlineData("ionice", "realtime:0", "realtime:0")]
    [InlineData("oom_score_adj", "-1000", "-1000")]
    [InlineData("oom_score_adj", "1000", "1000")]
    [InlineData("cpu_affinity", "0", "0")]
    [InlineData("cpu_affinity", "5, 0,2-4,63,64", "0,2-5,63-64")]
    [InlineData("cpu_affinity", "1023", "1023")]
    public void What_is_taken_is_written_back_in_one_way(string key, string text, string? written)
    {
        var settings = Of($"{key}={text}\n");
        Assert.Equal(written, ResourceText.ValueOf(settings, key));
        if (written is not null)
            Assert.Equal(settings, Of($"{key}={written}\n"));
    }

    [Theory]
    [InlineData("rlimit_nofile", "10:5", "not a valid resource limit: '10:5' (soft above hard) for rlimit_nofile")]
    [InlineData("rlimit_nofile", "infinity:5", "not a valid resource limit: 'infinity:5' (soft above hard) for rlimit_nofile")]
    [InlineData("rlimit_nofile", "", "not a valid resource limit: '' (N, SOFT:HARD or infinity; keep for what is to stay) for rlimit_nofile")]
    [InlineData("rlimit_nofile", "-1", "not a valid resource limit: '-1' (N, SOFT:HARD or infinity; keep for what is to stay) for rlimit_nofile")]
    [InlineData("rlimit_nofile", "1:2:3", "not a valid resource limit: '1:2:3' (N, SOFT:HARD or infinity; keep for what is to stay) for rlimit_nofile")]
    [InlineData("rlimit_nofile", "18446744073709551614", "not a valid resource limit: '18446744073709551614' (N, SOFT:HARD or infinity; keep for what is to stay) for rlimit_nofile")]
    [InlineData("rlimit_foo", "1", "unknown rlimit 'foo' (one of: as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack)")]
    [InlineData("nice", "20", "not a valid number: '20' (-20 to 19) for nice")]
    [InlineData("nice", "low", "not a valid number: 'low' (-20 to 19) for nice")]
    [InlineData("oom_score_adj", "-1001", "not a valid number: '-1001' (-1000 to 1000) for oom_score_adj")]
    [InlineData("ionice", "idle:1", "not a valid io priority: 'idle:1' (idle, best-effort:0-7 or realtime:0-7) for ionice")]
    [InlineData("ionice", "best-effort:8", "not a valid io priority: 'best-effort:8' (idle, best-effort:0-7 or realtime:0-7) for ionice")]
    [InlineData("ionice", "best-effort:1:2", "not a valid io priority: 'best-effort:1:2' (idle, best-effort:0-7 or realtime:0-7) for ionice")]
    [InlineData("cpu_affinity", "", "not a valid list of processors: '' (as 0,2-5; below 1024) for cpu_affinity")]
    [InlineData("cpu_affinity", "3-1", "not a valid list of processors: '3-1' (as 0,2-5; below 1024) for cpu_affinity")]
    [InlineData("cpu_affinity", "0,,1", "not a valid list of processors: '0,,1' (as 0,2-5; below 1024) for cpu_affinity")]
    [InlineData("cpu_affinity", "1024", "not a valid list of processors: '1024' (as 0,2-5; below 1024) for cpu_affinity")]
    public void What_is_refused_is_told_with_what_is_right_and_where(string key, string text, string refusal)
    {
        var told = Assert.Throws<ConfigurationException>(() => Of($"{key}={text}\n")).Message;
        Assert.StartsWith($"{refusal} in section 'program:x' (file: ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_come_last_and_a_section_without_these_keys_asks_for_nothing()
    {
        Assert.Empty(Of(""));
        Assert.Equal(
            [ResourceKind.OomScore, ResourceKind.Nice, ResourceKind.IoPriority, ResourceKind.Affinity, ResourceKind.Limit, ResourceKind.Limit],
            Of("rlimit_nofile=0\ncpu_affinity=0\nrlimit_as=1\nionice=idle\nnice=1\noom_score_adj=5\n").Select(setting => setting.Kind));
    }

    [Fact]
    public void Each_process_of_a_program_may_have_its_own()
    {
        var configuration = ConfigurationFixture.Of(
            "[supervisord]\n[program:x]\ncommand=/bin/true\nnumprocs=2\nprocess_name=x%(process_num)d\ncpu_affinity=%(process_num)d\n");
        Assert.Equal(["0", "1"], configuration.Groups.Single().Processes.Select(process => ResourceText.ValueOf(process.Resources, "cpu_affinity")));
    }

    [Fact]
    public void What_stands_under_DEFAULT_is_of_every_program()
    {
        var configuration = ConfigurationFixture.Of("[DEFAULT]\nrlimit_nofile=5\n[supervisord]\n[program:x]\ncommand=/bin/true\n[program:y]\ncommand=/bin/true\nrlimit_nofile=6\n");
        Assert.Equal(["5", "6"], configuration.Groups.Select(group => ResourceText.ValueOf(group.Processes.Single().Resources, "rlimit_nofile")));
    }

    private static EquatableList<ResourceSetting> Of(string keys) =>
        ConfigurationFixture.Of($"[supervisord]\n[program:x]\ncommand=/bin/true\n{keys}").Groups.Single().Processes.Single().Resources;
}
