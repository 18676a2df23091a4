using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Answers so large that a handful of them would fill the memory of a small machine.</summary>
public class FaultsMemoryTests(ITestOutputHelper output)
{
    private const int LogBytes = 60 << 20;

    /// <summary>What the daemon needs by itself, and what all answers have together, with what the collector has not taken yet.</summary>
    private const int MostKilobytes = 330_000;

    private const string Program =
        "[program:cat]\ncommand=cat\nstartsecs=0\nstdout_logfile=@dir@/large.log\nstdout_logfile_maxbytes=0\n";

    private const string Refusal = "too many large answers are under way at once: ask again later, or for less";

    [Fact]
    public async Task Four_large_logs_at_once_take_their_turns_and_the_memory_comes_back()
    {
        if (Peer.NativeBinary() is not { } binary)
            return;
        using var directory = new TestDirectory();
        WriteLog(directory);
        await using var supervisor = await RunningSupervisor.StartAsync(Program, await Peer.OursAsync() with { FileName = binary }, directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var before = Kilobytes(supervisor, "VmRSS");
        var large = Enumerable.Range(0, 4).Select(_ => ReadAsync(supervisor)).ToList();
        var small = new List<double>();
        while (!large.TrueForAll(each => each.IsCompleted))
        {
            var watch = Stopwatch.StartNew();
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")).Fault);
            small.Add(watch.Elapsed.TotalMilliseconds);
        }
        foreach (var (length, end) in await Task.WhenAll(large))
            Assert.True(length > LogBytes || end.Contains(Refusal, StringComparison.Ordinal), $"{length} bytes: {end}");
        small.Sort();
        output.WriteLine($"at most {Kilobytes(supervisor, "VmHWM")} kB, {before} kB before; small answers: {small.Count}, half within {small[small.Count / 2]:F1} ms, all within {small[^1]:F1} ms");
        Assert.InRange(Kilobytes(supervisor, "VmHWM"), 1, MostKilobytes);
        await Eventually.HoldsAsync(() => Kilobytes(supervisor, "VmRSS") < before + 10_000, "the memory is back", 2 * Eventually.Patience);
    }

    [Fact]
    public async Task Who_does_not_read_a_large_answer_keeps_small_ones_from_nobody_and_large_ones_are_refused_in_a_sentence()
    {
        using var directory = new TestDirectory();
        WriteLog(directory);
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        using var first = await AskAsync(supervisor);
        // The head of the answer is there: it has its room, and keeps it.
        Assert.True(await first.ReceiveAsync(new byte[100]).InTime() > 0);
        var refused = ReadAsync(supervisor);
        while (!refused.IsCompleted)
            Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("cat"));
        Assert.Contains(Refusal, (await refused).End, StringComparison.Ordinal);
        Assert.Equal(100_000, ((string)(await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 100_000)).Value!).Length);
        Assert.Equal(2_000_000, ((string)(await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 2_000_000)).Value!).Length);
        first.Dispose();
        Assert.True((await ReadAsync(supervisor)).Length > LogBytes);
    }

    [Fact]
    public async Task A_multicall_of_large_logs_is_answered_element_by_element()
    {
        using var directory = new TestDirectory();
        WriteLog(directory);
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var calls = Enumerable.Range(0, 3).Select(_ => (object?)new RpcStruct
        {
            { "methodName", "supervisor.readProcessStdoutLog" },
            { "params", new object?[] { "cat", 0, 30 << 20 } },
        });
        var results = (await supervisor.Rpc.CallAsync("system.multicall", [calls.ToArray()])).Array;
        Assert.Equal(30 << 20, ((string)results[0]!).Length);
        Assert.Equal(30 << 20, ((string)results[1]!).Length);
        Assert.Contains("the answer would be longer", (string)((RpcStruct)results[2]!)["faultString"]!, StringComparison.Ordinal);
        Assert.True((await ReadAsync(supervisor)).Length > LogBytes);
    }

    private static void WriteLog(TestDirectory directory)
    {
        using var log = File.Create(directory["large.log"]);
        var line = Encoding.ASCII.GetBytes(new string('x', 1023) + "\n");
        for (var written = 0; written < LogBytes; written += line.Length)
            log.Write(line);
    }

    private static async Task<Socket> AskAsync(RunningSupervisor supervisor)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(supervisor.Rpc.EndPoint);
        var body = RpcXml.Call("supervisor.readProcessStdoutLog", ["cat", 0, 0]);
        var head = $"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        return socket;
    }

    /// <summary>Reads to the end and keeps only the length and the last bytes: the test is not what is to be measured.</summary>
    private static async Task<(long Length, string End)> ReadAsync(RunningSupervisor supervisor)
    {
        using var socket = await AskAsync(supervisor);
        var buffer = new byte[64 * 1024];
        var (length, end) = (0L, "");
        while (await socket.ReceiveAsync(buffer).InTime() is var count and > 0)
        {
            length += count;
            end = (end + Encoding.UTF8.GetString(buffer, 0, count))[^Math.Min(600, end.Length + count)..];
        }
        return (length, end);
    }

    private static int Kilobytes(RunningSupervisor supervisor, string name) => int.Parse(
        File.ReadLines($"/proc/{supervisor.Pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
