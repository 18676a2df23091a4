using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>Logs where a mount that may hang is said to be, on a disk that answers: all that is promised of a log holds there too.</summary>
public sealed class FarLogTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();
    private readonly Mounts _mounts;
    private readonly LogWriter _writer;

    public FarLogTests()
    {
        var lines = Enumerable.Range(1, FarWorkers.Most + 1).Select(n => $"{30 + n} 21 0:50 / {Directory.CreateDirectory(Far(n)).FullName} rw - nfs s rw");
        File.WriteAllText(_folder["mounts"], "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + string.Join('\n', lines) + "\n");
        _mounts = new Mounts(_folder["mounts"]);
        _writer = new LogWriter(mounts: _mounts, agent: TestAgent.Program, policy: new LogFailurePolicy { RetryDelay = TimeSpan.FromMilliseconds(10) })
        {
            MainLog = _mainLog,
        };
    }

    public void Dispose()
    {
        _writer.Dispose();
        _mounts.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_written_rotated_read_cleared_and_reopened_like_any_other()
    {
        Assert.Equal(await Story(_folder.Path), await Story(Far(1)));
        Assert.Empty(_mainLog.Lines);
    }

    [Fact]
    public async Task It_is_written_by_another_process()
    {
        var log = await _writer.OpenLog(Far(1, "log"));
        var own = Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget);
        Assert.DoesNotContain(Far(1, "log"), own);
        await log.CloseAsync().InTime();
    }

    [Fact]
    public async Task Another_writer_goes_on_with_it_by_its_path()
    {
        var log = await _writer.OpenLog(Far(1, "log"));
        log.Write("one "u8);
        var record = WrittenDown.AndReadBack(await _writer.ToRecordAsync().InTime());
        Assert.Equal([-1], record.Workers.SelectMany(worker => worker.Sinks).Select(sink => sink.Target.File.Descriptor));
        using var next = new LogWriter(mounts: _mounts, agent: TestAgent.Program);
        await next.ResumeAsync(record, action => action()).InTime();
        var resumed = next.Resumed(log.Number)!;
        resumed.Write("two"u8);
        await resumed.CloseAsync().InTime();
        Assert.Equal("one two", File.ReadAllText(Far(1, "log")));
    }

    [Fact]
    public async Task A_link_from_elsewhere_leads_there()
    {
        File.CreateSymbolicLink(_folder["link"], Far(1, "log"));
        var one = await _writer.OpenLog(Far(1, "log"), maxBytes: 10, backups: 100);
        var two = await _writer.OpenLog(_folder["link"], maxBytes: 10, backups: 100);
        for (var i = 0; i < 50; i++)
            (i % 2 == 0 ? one : two).Write(Encoding.ASCII.GetBytes($"{i:D9}\n"));
        await one.CloseAsync().InTime();
        await two.CloseAsync().InTime();
        // One file with one rotation: two would have lost some.
        Assert.Equal(51, Directory.GetFiles(Far(1)).Length);
    }

    [Fact]
    public async Task After_its_agents_death_it_goes_on_with_another()
    {
        var log = await _writer.OpenLog(Far(1, "log"));
        log.Write("one "u8);
        await _writer.ExistsAsync(log.Path).InTime();
        foreach (var pid in AgentPids())
            await ChildProcess.RunAsync("kill", ["-KILL", $"{pid}"]);
        log.Write("two "u8);
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        log.Write("three"u8);
        await log.CloseAsync().InTime();
        Assert.EndsWith("three", File.ReadAllText(log.Path), StringComparison.Ordinal);
        Assert.StartsWith("one ", File.ReadAllText(log.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_agents_are_known_by_their_pids()
    {
        var log = await _writer.OpenLog(Far(1, "log"));
        Assert.All(AgentPids(), pid => Assert.True(_writer.IsAgent(pid)));
        Assert.False(_writer.IsAgent(Environment.ProcessId));
        await log.CloseAsync().InTime();
    }

    [Fact]
    public async Task One_mount_more_than_there_may_be_is_refused_and_told_unless_another_is_not_used_any_more()
    {
        var logs = new List<ChildLog>();
        for (var n = 1; n <= FarWorkers.Most; n++)
            logs.Add(await _writer.OpenLog(Far(n, "log")));
        var one = new ChildLog(_writer, new LogFileOptions(Far(FarWorkers.Most + 1, "log"), 0, 0), a => a());
        var refusal = await Assert.ThrowsAsync<PosixException>(() => one.OpenAsync().InTime());
        Assert.StartsWith($"no more than 8 file systems that may hang are served at once, and {Far(9)} is one more", refusal.Message, StringComparison.Ordinal);
        await logs[3].CloseAsync().InTime();
        await Eventually.HoldsAsync(() => one.OpenAsync().ContinueWith(t => t.IsCompletedSuccessfully).Result, "the log to open");
        one.Write("taken"u8);
        await one.CloseAsync().InTime();
        Assert.Equal("taken", File.ReadAllText(one.Path));
    }

    [Fact]
    public async Task A_pipe_there_is_written_as_far_as_it_takes()
    {
        LogCalls.MakeFifo(Far(1, "fifo"));
        var log = await _writer.OpenLog(Far(1, "fifo"));
        using var reader = new FileStream(Far(1, "fifo"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        log.Write("through"u8);
        var bytes = new byte[7];
        await reader.ReadExactlyAsync(bytes).AsTask().InTime();
        Assert.Equal("through", Encoding.ASCII.GetString(bytes));
        await log.CloseAsync().InTime();
    }

    private List<int> AgentPids() => [.. Directory.GetDirectories("/proc").Select(d => Path.GetFileName(d)).Where(IsAgent).Select(int.Parse)];

    private bool IsAgent(string pid)
    {
        if (!int.TryParse(pid, out _))
            return false;
        try
        {
            // The mount it works for is its last argument, and no other test's.
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains($"file-agent\0{_folder.Path}", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Far(int n, string name = "") => Path.Combine(_folder.Path, $"far{n}", name).TrimEnd('/');

    /// <summary>Everything that can be asked of a log, and what came of it.</summary>
    private async Task<string> Story(string folder)
    {
        var told = new StringBuilder();
        var path = Path.Combine(folder, "log");
        var log = await _writer.OpenLog(path, maxBytes: 10, backups: 2);
        using var heard = new SemaphoreSlim(0);
        using (_writer.Watch(path, () => heard.Release()))
        {
            await _writer.ExistsAsync(path).InTime();
            foreach (var text in new[] { "0123456789", "abcdefghijkl", "tail" })
                log.Write(Encoding.ASCII.GetBytes(text));
            Assert.True(await heard.WaitAsync(Eventually.Patience));
        }
        var read = await _writer.ReadAsync(path, 1, 2).InTime();
        told.Append(read.Outcome).Append(Encoding.ASCII.GetString(read.Bytes.Span));
        var tail = await _writer.TailAsync(path, 0, 3).InTime();
        told.Append(Encoding.ASCII.GetString(tail.Bytes.Span)).Append(tail.Offset).Append(tail.Overflow);
        told.Append((await _writer.ReadAsync(path + ".no", 0, 0).InTime()).Outcome).Append(await _writer.ExistsAsync(path + ".2").InTime());
        using var follower = await LogFollower.OpenAsync(_writer, path).InTime();
        var buffer = new byte[100];
        told.Append(Encoding.ASCII.GetString(buffer, 0, await follower!.ReadAsync(buffer, CancellationToken.None).InTime()));
        log.Write("long enough to be rotated"u8);
        log.Write("new"u8);
        for (var text = ""; !text.EndsWith("new", StringComparison.Ordinal);)
            text += Encoding.ASCII.GetString(buffer, 0, await follower.ReadAsync(buffer, CancellationToken.None).InTime());
        await log.ClearAsync().InTime();
        log.Write("cleared"u8);
        await _writer.ExistsAsync(path).InTime();
        File.Move(path, path + ".moved");
        await log.ReopenAsync().InTime();
        log.Write("again"u8);
        await log.CloseAsync().InTime();
        await _writer.ClearAsync(Path.Combine(folder, "log.1")).InTime();
        foreach (var file in Directory.GetFiles(folder, "log*").Order(StringComparer.Ordinal))
            told.AppendLine().Append(Path.GetFileName(file)).Append(": ").Append(File.ReadAllText(file));
        return told.ToString();
    }
}
