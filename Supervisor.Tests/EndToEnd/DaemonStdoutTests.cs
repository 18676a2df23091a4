using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What programs write, on the daemon's stdout: as a container's log has it.</summary>
public sealed class DaemonStdoutTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task With_a_prefix_every_line_says_whose_it_is()
    {
        var script = _directory.Script("lines", "echo one; echo two >&2; printf 'th'; sleep 0.1; printf 'ree\\n\\nlast'");
        var output = await OutputAsync($"[program:p]\ncommand={script}\nstartsecs=0\nautorestart=false\nstdout_prefix=true\n"
            + $"[program:q]\ncommand={script}\nstartsecs=0\nautorestart=false\nstdout_prefix=true\nstderr_prefix=false\nstdout_logfile=NONE\n", "p", "q");
        foreach (var line in new[] { "p stdout | one", "p stderr | two", "p stdout | three", "p stdout | ", "p stdout | last", "q stdout | one" })
            Assert.Contains($"\n{line}\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("q stderr", output, StringComparison.Ordinal);
    }

    /// <summary>The listener is that of the package supervisor_stdout, the handler is known by name.</summary>
    [Fact]
    public async Task The_handler_of_supervisor_stdout_prints_what_its_listener_sends_back()
    {
        _directory.Write("listener.py",
            """
            import sys
            while True:
                sys.stdout.write('READY\n')
                sys.stdout.flush()
                headers = dict(word.split(':') for word in sys.stdin.readline().split())
                data = sys.stdin.read(int(headers['len']))
                sys.stdout.write('RESULT %s\n%s' % (len(data), data))
                sys.stdout.flush()
            """);
        var script = _directory.Script("lines", "sleep 1; echo one; sleep 0.2; echo OK >&2; echo done > $0.done");
        var output = await OutputAsync(
            $"[eventlistener:stdout]\ncommand=/usr/bin/python3 {_directory["listener.py"]}\nevents=PROCESS_LOG\nbuffer_size=100\nresult_handler=supervisor_stdout:event_handler\nstartsecs=0\n"
            + $"[program:p]\ncommand={script}\nstartsecs=0\nautorestart=false\nstdout_events_enabled=true\nstderr_events_enabled=true\n", "p");
        Assert.Contains("\np stdout | one\n", output, StringComparison.Ordinal);
        Assert.Contains("\np stderr | OK\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("event was rejected", output, StringComparison.Ordinal);
        Assert.DoesNotContain("UNKNOWN", output, StringComparison.Ordinal);
    }

    /// <summary>Everything that the daemon wrote until it had ended.</summary>
    private static async Task<string> OutputAsync(string sections, params string[] programs)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(sections);
        foreach (var program in programs)
            await supervisor.Rpc.WaitForStateAsync(program, "EXITED");
        await supervisor.Rpc.CallAsync("supervisor.shutdown");
        return (await supervisor.Process.CompletedAsync()).Output;
    }
}
