using System.Net.Sockets;
using System.Runtime.InteropServices;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>The daemon may have no further descriptor just when a client connects.</summary>
public partial class NoDescriptorsLeftTests
{
    private const int NoFile = 7;

    [Fact]
    public async Task A_client_waits_without_keeping_the_daemon_busy_and_is_answered_once_there_is_one()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("");
        await supervisor.Rpc.CallAsync("supervisor.getState");
        Assert.Equal(0, prlimit(supervisor.Pid, NoFile, [4, 1024], null));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(supervisor.SocketPath));
        await client.SendAsync("GET /ok.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        // Whoever looks again and again without sleeping would have no such switches.
        var before = Sleeps(supervisor.Pid);
        await Eventually.HoldsAsync(() => Sleeps(supervisor.Pid) >= before + 3, "the thread of the servers sleeps between two tries");
        Assert.Equal(0, client.Available);
        Assert.Equal(0, prlimit(supervisor.Pid, NoFile, [1024, 1024], null));
        var answer = new byte[4096];
        var count = await client.ReceiveAsync(answer).WaitAsync(Eventually.Patience);
        Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.ASCII.GetString(answer, 0, count));
    }

    private static long Sleeps(int pid)
    {
        var thread = Directory.GetDirectories($"/proc/{pid}/task").Single(task => File.ReadAllText($"{task}/comm").Trim() == "http");
        var line = File.ReadLines($"{thread}/status").Single(text => text.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
        return long.Parse(line[(line.IndexOf(':') + 1)..]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, ulong[] limit, ulong[]? old);
}
