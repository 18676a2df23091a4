using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// What a start and a stop of a program with nothing but stock's keys ask of the kernel: no feature that it does not use costs it a call. Alone: where
/// somebody mounts what may hang, the paths of logs are looked at before they are touched.
/// </summary>
[CollectionDefinition(nameof(SystemCallsTests), DisableParallelization = true)]
[Collection(nameof(SystemCallsTests))]
public sealed partial class SystemCallsTests : IDisposable
{
    /// <summary>How threads wait for each other, the memory of the runtime, and what the connection of the client costs. All others are counted.</summary>
    private const string Uncounted = "futex,epoll_wait,epoll_ctl,sched_yield,read,write,close,mmap,munmap,mprotect,madvise,brk,recvfrom,sendto,accept4,shutdown,"
        + "getrusage,membarrier,restart_syscall,clock_nanosleep,gettid,getpid,tgkill,rt_sigreturn";

    private const string Section =
        """
        [program:{0}]
        command=/bin/cat
        autostart=false
        startsecs=0
        stdout_logfile=@dir@/{0}.out
        stderr_logfile=@dir@/{0}.err

        """;

    /// <summary>Up to the program itself; a signal's action is set back for all signals but four.</summary>
    private static readonly string[] OfChild =
    [
        "setpgid", "close_range", "dup2", "dup2", "dup2", "close_range", .. Enumerable.Repeat("rt_sigaction", 60), "rt_sigprocmask", "execve",
    ];

    private static readonly Dictionary<string, int> OfDaemon = new()
    {
        // The command, and whether it may be executed.
        ["statx"] = 1 + 2,
        ["access"] = 1,
        // Each log: no link to a descriptor, opened, and what it is.
        ["readlink"] = 2,
        ["openat"] = 2,
        // The child: three pipes, of each an end that does not wait, and all signals blocked meanwhile.
        ["pipe2"] = 3,
        ["fcntl"] = 6,
        ["rt_sigprocmask"] = 2,
        ["clone"] = 1,
        // Its stop, its death, whether there is another, and whether its group is empty.
        ["kill"] = 2,
        ["wait4"] = 2,
    };

    /// <summary>Of the memory that is given back at rest, which may come at any time.</summary>
    private static readonly string[] OfRest = ["newfstatat", "pread64", "prlimit64", "sysinfo"];

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_start_and_a_stop_make_these_and_no_others()
    {
        if (Peer.NativeBinary() is not { } binary)
            return;
        var native = await Peer.OursAsync() with { FileName = binary, Arguments = [] };
        await using var supervisor = await RunningSupervisor.StartAsync(string.Concat(new[] { "first", "second" }.Select(name => Section.Replace("{0}", name, StringComparison.Ordinal))), native, _directory);
        // What is done once in a life is done by then.
        await StartAndStopAsync(supervisor, "first");
        await StartAndStopAsync(supervisor, "first");
        var calls = await TraceAsync(supervisor, () => StartAndStopAsync(supervisor, "second"));
        var child = calls.Single(call => call.Name == "execve").Pid;
        Assert.Equal(OfChild, calls.Where(call => call.Pid == child).Select(call => call.Name));
        var daemon = calls.Where(call => call.Pid != child && !OfRest.Contains(call.Name)).GroupBy(call => call.Name).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(OfDaemon.OrderBy(count => count.Key), daemon.OrderBy(count => count.Key));
    }

    private static async Task StartAndStopAsync(RunningSupervisor supervisor, string name)
    {
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", name)).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", name)).Fault);
    }

    private async Task<IReadOnlyList<(string Pid, string Name)>> TraceAsync(RunningSupervisor supervisor, Func<Task> work)
    {
        var root = await DebianPackages.UnpackAsync("strace", "strace", "libunwind8");
        var (trace, said) = (_directory["trace"], _directory["said"]);
        var command = $"exec '{root}/usr/bin/strace' -f -e signal=none -e 'trace=!{Uncounted}' -o '{trace}' -p {supervisor.Pid} 2> '{said}'";
        await using var strace = ChildProcess.Start("/bin/sh", ["-c", command], new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = $"{root}/usr/lib/x86_64-linux-gnu" });
        await Eventually.HoldsAsync(() => File.Exists(said) && File.ReadAllText(said).Contains(" attached", StringComparison.Ordinal), "all threads are watched");
        await work();
        await ChildProcess.RunAsync("kill", ["-TERM", $"{strace.Id}"]);
        await strace.CompletedAsync();
        return [.. OfPrograms(File.ReadLines(trace))];
    }

    /// <summary>Without what a child does once it has become its program, and what the daemon looks up when it gives memory back.</summary>
    private static IEnumerable<(string Pid, string Name)> OfPrograms(IEnumerable<string> lines)
    {
        var executed = new HashSet<string>();
        foreach (var match in lines.Select(line => Begun().Match(line)).Where(match => match.Success))
        {
            var (pid, name) = (match.Groups[1].Value, match.Groups[2].Value);
            if (executed.Contains(pid) || match.Groups[3].Value.Contains("\"/proc/", StringComparison.Ordinal))
                continue;
            if (name == "execve")
                executed.Add(pid);
            yield return (pid, name);
        }
    }

    [GeneratedRegex(@"^(\d+) +(\w+)\((.*)")]
    private static partial Regex Begun();
}
