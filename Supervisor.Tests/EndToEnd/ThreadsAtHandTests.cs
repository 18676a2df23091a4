using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A limit of threads that is too small is told at the start, before a program runs.</summary>
public class ThreadsAtHandTests
{
    [Fact]
    public async Task A_limit_that_is_too_small_is_named_with_what_is_needed()
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        var configuration = TestConfiguration.Write(directory, "[supervisord]\nminprocs=1\n[program:cat]\ncommand=/bin/cat\n");
        // A user that nobody else is, whose threads all count; the runtime that compiles needs some before the program begins.
        var limited = (await Peer.OursAsync()).Behind("exec prlimit --nproc=20:20 setpriv --reuid=61234 --regid=61234 --clear-groups \"$@\"");
        var (code, _, error) = await limited.RunAsync(["-n", "-c", configuration], directory.Path);
        Assert.Equal(2, code);
        Assert.Matches(
            // The native program may have just as many as it needs, and then be refused one that the runtime makes.
            @"\AError: (supervisord needs \d+ threads besides its first, and only \d+ could be had|There is not enough memory, or no thread to be had)\. The user's limit of processes \(RLIMIT_NPROC, ulimit -u, "
            + @"LimitNPROC=\) is 20 here and counts all that the user runs;",
            error);
        Assert.False(File.Exists(directory[TestConfiguration.PidName]));
    }

    [Fact]
    public async Task One_that_is_just_large_enough_for_a_program_is_no_obstacle()
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        var limited = (await Peer.OursAsync()).Behind("exec prlimit --nproc=60:60 setpriv --reuid=61235 --regid=61235 --clear-groups \"$@\"");
        await using var supervisor = await RunningSupervisor.StartAsync("[supervisord]\nminprocs=1\n[program:cat]\ncommand=/bin/cat\nstartsecs=0\n", limited, directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }
}
