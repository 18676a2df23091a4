using System.Diagnostics;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// TERM in the first moments of a start. Until the program itself runs the kernel ends it, as it ends every program; that takes nothing along,
/// since nothing is there yet.
/// </summary>
public sealed class FaultsEarlySignalTests(ITestOutputHelper output)
{
    private const int EndedByTerm = 128 + 15;

    [Fact]
    public async Task Whenever_it_comes_the_end_is_orderly_or_nothing_had_begun()
    {
        var byTheKernel = new List<double>();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            await using var run = await EarlyRun.StartAsync();
            // Not a wait for anything: the moment is the fault.
            var moment = TimeSpan.FromMilliseconds(2 * attempt);
            var began = Stopwatch.GetTimestamp();
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(began) >= moment);
            if (await run.EndAsync() == 0)
                continue;
            byTheKernel.Add(moment.TotalMilliseconds);
            Assert.Equal([TestConfiguration.FileName], run.Directory.Names());
        }
        output.WriteLine($"ended by the kernel before the program ran: {byTheKernel.Count} of 50, the last after {byTheKernel.DefaultIfEmpty().Max()} ms");
    }

    /// <summary>The first thing that a start leaves behind, and the last.</summary>
    [Theory]
    [InlineData(TestConfiguration.LogName)]
    [InlineData(TestConfiguration.SocketName)]
    [InlineData(TestConfiguration.PidName)]
    public async Task From_the_first_thing_it_makes_on_the_end_is_0_and_leaves_neither_a_program_nor_a_name(string made)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await using var run = await EarlyRun.StartAsync();
            SpinWait.SpinUntil(() => File.Exists(run.Directory[made]), Eventually.Patience);
            Assert.Equal(0, await run.EndAsync());
        }
    }

    /// <summary>Owns one start in a directory of its own.</summary>
    private sealed class EarlyRun(TestDirectory directory, Leftovers leftovers, ChildProcess process) : IAsyncDisposable
    {
        public TestDirectory Directory => directory;

        public static async Task<EarlyRun> StartAsync()
        {
            var (directory, leftovers) = (new TestDirectory(), new Leftovers());
            var configuration = TestConfiguration.Write(directory, "[program:cat]\ncommand=cat\nstartsecs=0\n");
            return new EarlyRun(
                directory, leftovers, (await Peer.OursAsync()).Start(["-n", "-c", configuration], directory.Path, (Leftovers.Variable, leftovers.Mark)));
        }

        /// <summary>The exit code of an end after which nothing is left.</summary>
        public async Task<int> EndAsync()
        {
            Signals.Kill(process.Id, Signals.SIGTERM);
            var ended = await process.CompletedAsync();
            Assert.True(ended.ExitCode is 0 or EndedByTerm, ended.ToString());
            Assert.Empty(leftovers.Pids());
            Assert.False(File.Exists(directory[TestConfiguration.PidName]));
            Assert.False(File.Exists(directory[TestConfiguration.SocketName]));
            return ended.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            leftovers.Kill();
            directory.Dispose();
        }
    }
}
