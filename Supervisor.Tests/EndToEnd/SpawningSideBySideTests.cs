using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What a child finds itself to be, as it tells from its own <c>/proc</c>: the whole report must be the one of a child of stock's.</summary>
public partial class SpawningSideBySideTests
{
    /// <summary>Reports on the shell itself: /proc/$$, not on a child of it.</summary>
    private const string Report =
        """
        echo "arguments $# <$0> <$1> <$2>"
        echo "umask $(umask)"
        echo "cwd $(readlink /proc/$$/cwd)"
        echo "parent is $(test $PPID -eq $(cat $1/supervisord.pid) && echo the daemon)"
        set -- $(cat /proc/$$/stat)
        echo "group is $(test $5 -eq $$ && echo its own), terminal $7, nice ${19}"
        grep -E '^(Uid|Gid|Groups|SigQ|SigPnd|ShdPnd|SigBlk|SigIgn|SigCgt|Cap|NoNewPrivs|Seccomp:)' /proc/$$/status | grep -v SigQ
        fd=0
        while [ $fd -lt 300 ]; do [ -e /proc/$$/fd/$fd ] && echo "fd $fd" && readlink /proc/$$/fd/$fd; fd=$((fd + 1)); done
        cat /proc/$$/limits
        tr '\0' '\n' < /proc/$$/environ
        echo end
        exec sleep 1000
        """;

    public static TheoryData<string, string> Programs => new()
    {
        { "nothing said", "" },
        { "another user", "user=nobody" },
        { "a user by number", "user=1" },
        { "the user it is already", "user=root" },
        { "umask and directory", "umask=027\ndirectory=/usr/share" },
        { "umask and directory of another user", "umask=0\ndirectory=/usr/share\nuser=daemon" },
        { "one pipe for both", "redirect_stderr=true" },
        { "no logs", "stdout_logfile=@dir@/out\nstderr_logfile=NONE" },
        { "an environment", "environment=B=\"2\",A=\"1\",HOME=\"/nowhere\",SUPERVISOR_ENABLED=\"no\",B=\"3\"" },
        { "another server url", "serverurl=http://example.com:9001" },
        { "several processes", "numprocs=2\nnumprocs_start=7\nprocess_name=%(program_name)s_%(process_num)02d" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public Task A_child_finds_itself_as_a_child_of_stocks_does(string what, string keys) => ExpectEqualAsync(what, peer => peer, keys);

    [Fact]
    public Task Nothing_the_daemon_was_started_with_reaches_a_child() => ExpectEqualAsync(
        "surroundings",
        peer => peer.Behind("exec 7</etc/passwd 9>/dev/null; trap '' HUP INT; ulimit -c 0; cd /usr"),
        "");

    [Fact]
    public Task The_environment_reaches_a_child_in_its_order_and_byte_for_byte() => ExpectEqualAsync(
        "environment",
        peer => peer.Behind("""export ZZ=1 AA=2 EMPTY= PERCENT='100%d %(here)s' LATIN="$(printf 'caf\351')" UTF='é' LINES="$(printf 'a\nb')" """),
        "environment=AA=\"3\"");

    /// <summary>Python finds a UTF-8 locale where there is none, for itself and for its children.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("LANG=C")]
    [InlineData("LANG=xx_YY.UTF-8 ZZ=1")]
    [InlineData("LC_CTYPE=POSIX ZZ=1")]
    [InlineData("LC_ALL= LC_MESSAGES=C")]
    [InlineData("LC_ALL=C")]
    [InlineData("LANG=C.UTF-8")]
    [InlineData("LC_CTYPE=C.UTF-8 LANG=C")]
    [InlineData("PYTHONCOERCECLOCALE=0")]
    public Task The_locale_of_characters_is_the_one_that_a_child_of_stock_finds(string variables) => ExpectEqualAsync(
        "locale", peer => peer.Behind($"unset LC_ALL LC_CTYPE LANG; export X=1 {variables}"), "");

    [Fact]
    public Task Supplementary_groups_are_those_of_the_group_file() => ExpectEqualAsync(
        "groups",
        peer => peer.BehindMounts("{ cat /etc/group; echo 'one:x:5001:nobody,daemon'; echo 'two:x:5002:nobody'; } > group; mount --bind group /etc/group"),
        "user=nobody");

    [Fact]
    public Task A_daemon_that_is_another_user_starts_children_as_that_user() => ExpectEqualAsync(
        "daemon of another user",
        peer => peer.Behind("chmod 777 ."),
        "directory=/\n[supervisord]\nuser=nobody");

    private static async Task ExpectEqualAsync(string what, Func<Peer, Peer> around, string keys)
    {
        var (stock, ours) = await BothPeers.RunAsync(peer => ReportAsync(around(peer), keys));
        Assert.Contains("\nend\n", ours, StringComparison.Ordinal);
        Assert.True(stock == ours, $"{what}: {BothPeers.Difference(stock, ours)}");
    }

    private static async Task<string> ReportAsync(Peer peer, string keys)
    {
        using var directory = new TestDirectory();
        directory.Script("report", Report);
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_101_101);
        var sections = $"[program:p]\ncommand=@dir@/report @dir@ \"two words\"\nstartsecs=0\nstdout_logfile=@dir@/%(process_num)s.out\n{keys}";
        await using var supervisor = await RunningSupervisor.StartAsync(sections, peer, directory);
        await Eventually.HoldsAsync(
            () => Outputs(directory).Any() && Outputs(directory).All(f => File.ReadAllText(f).EndsWith("end\n", StringComparison.Ordinal)),
            "the report is complete");
        return Normal(string.Concat(Outputs(directory).Order(StringComparer.Ordinal).Select(File.ReadAllText)), directory);
    }

    private static IEnumerable<string> Outputs(TestDirectory directory) => Directory.EnumerateFiles(directory.Path, "*out");

    private static string Normal(string report, TestDirectory directory)
    {
        var lines = report.Replace(directory.Path, "@dir@", StringComparison.Ordinal).Split('\n')
            .Where(line => !line.StartsWith("PYTHONPATH=", StringComparison.Ordinal))
            .Select(line => line.StartsWith(Leftovers.Variable, StringComparison.Ordinal) ? Leftovers.Variable : Descriptor().Replace(line, "$1:[]"));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"(pipe|socket):\[[0-9]+\]")]
    private static partial Regex Descriptor();
}
