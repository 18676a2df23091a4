using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>The program <c>supervisord exec</c> as a real child: its orders at descriptor 3, the descriptor that tells of its end at 4.</summary>
public sealed class ExecStageTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_becomes_its_program_with_directory_arguments_environment_and_umask()
    {
        var program = _directory.Script("program", "pwd; echo \"$#:$1:$2\"; /usr/bin/tr '\\0' '\\n' < /proc/$$/environ; umask; for fd in 3 4; do test -e /proc/$$/fd/$fd && echo $fd is open; done; exit 5");
        var (code, output, error) = await RunAsync(Orders(program) with
        {
            Arguments = ["shown", "a b", ""],
            Environment = ["PATH=/bin", "OWN=ä ö"],
            Directory = _directory.Path,
            Umask = 0x1F,
        });
        Assert.Equal((5, ""), (code, error));
        Assert.Equal($"{_directory.Path}\n2:a b:\nPATH=/bin\nOWN=ä ö\n0037\n", output);
    }

    [Fact]
    public async Task The_first_file_that_is_there_is_executed_as_the_PATH_has_them()
    {
        var first = _directory.Script("first", "echo first");
        var second = _directory.Script("second", "echo second");
        var (code, output, _) = await RunAsync(Orders(_directory["none"], first + "/below-a-file", second, first));
        Assert.Equal((0, "second\n"), (code, output));
    }

    /// <summary>Needs root.</summary>
    [Fact]
    public async Task It_runs_as_the_user_it_was_told()
    {
        var (code, output, error) = await RunAsync(Orders("/bin/sh") with
        {
            Arguments = ["sh", "-c", "grep -E '^(Uid|Gid|Groups)' /proc/self/status"],
            Identity = [65534, 65533, 7, 8],
        });
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("Uid:\t65534\t65534\t65534\t65534\nGid:\t65533\t65533\t65533\t65533\nGroups:\t7 8 \n", output);
    }

    /// <summary>Needs root: a user may not have a negative niceness.</summary>
    [Fact]
    public async Task It_takes_limits_and_priorities_before_it_switches_the_user()
    {
        var (code, output, error) = await RunAsync(Orders("/bin/sh") with
        {
            Arguments = ["sh", "-c", "ulimit -n; ulimit -Hn; nice; cat /proc/self/oom_score_adj; grep Cpus_allowed_list /proc/self/status; id -u"],
            Environment = ["PATH=/usr/bin:/bin"],
            Identity = [65534, 65534],
            Resources =
            [
                ResourceSetting.Of(ResourceKind.OomScore, 7), ResourceSetting.Of(ResourceKind.Nice, -3), .. ResourceSetting.Affinity([0]),
                ResourceSetting.Limit(ResourceLimits.NoFile, 77, 1001),
            ],
        });
        Assert.Equal((0, "", "77\n1001\n-3\n7\nCpus_allowed_list:\t0\n65534\n"), (code, error, output));
    }

    [Fact]
    public async Task A_limit_that_is_refused_is_told_as_the_daemon_tells_it()
    {
        var (code, _, error) = await RunAsync(Orders("/bin/true") with { Resources = [ResourceSetting.Limit(ResourceLimits.NoFile, 10, 5)] });
        Assert.Equal((127, "supervisor: couldn't set RLIMIT_NOFILE to 10:5: EINVAL\nsupervisor: child process was not spawned\n"), (code, error));
    }

    [Theory]
    [InlineData("/no/such", "/bin/true", "couldn't chdir to /no/such: ENOENT")]
    [InlineData("/etc/passwd", "/bin/true", "couldn't chdir to /etc/passwd: ENOTDIR")]
    [InlineData("", "/no/such", "couldn't exec shown: ENOENT")]
    [InlineData("", "/etc", "couldn't exec shown: EACCES")]
    public async Task What_it_cannot_do_is_told_on_stderr_in_stocks_words(string directory, string file, string reason)
    {
        var (code, output, error) = await RunAsync(Orders(file) with { Directory = directory });
        Assert.Equal((127, ""), (code, output));
        Assert.Equal($"supervisor: {reason}\nsupervisor: child process was not spawned\n", error);
    }

    private static StageOrders Orders(params string[] files) =>
        new() { Files = files, Arguments = ["shown"], Environment = [], Directory = "", Umask = -1, Identity = [] };

    private async Task<CompletedChild> RunAsync(StageOrders orders)
    {
        File.WriteAllBytes(_directory["orders"], orders.ToBytes());
        var ours = await Peer.OursAsync();
        return await ChildProcess.RunAsync(
            "/bin/sh", ["-c", "exec \"$@\" 3<orders 4>done", "sh", ours.FileName, .. ours.Arguments, ExecStage.Word], ours.Environment, _directory.Path);
    }
}
