using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>A writer is written down and closed; another one goes on with duplicates of its descriptors, as it would after an exec.</summary>
public sealed class LogWriterRecordTests : IDisposable
{
    private static readonly LogFailurePolicy Hasty = new() { CloseGrace = TimeSpan.FromMilliseconds(50) };

    private readonly TestDirectory _directory = new();
    private readonly LogWriter _first = new(policy: Hasty);
    private readonly LogWriter _second = new();

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_log_goes_on_in_its_file_though_others_moved_it_away_and_rotates_at_the_size_counted_so_far()
    {
        var path = _directory["log"];
        var log = await _first.OpenLog(path, maxBytes: 10, backups: 1);
        log.Write("12345\n"u8);
        var (record, number) = await ChangeAsync(log);
        var next = _second.Resumed(number)!;
        Assert.Equal((path, number), (next.Path, next.Number));
        Assert.Null(_second.Resumed(number));
        next.Write("6789\n"u8);
        await next.CloseAsync().InTime();
        Assert.Equal(("12345\n6789\n", ""), (File.ReadAllText(path + ".1"), File.ReadAllText(path)));
        var file = Assert.IsType<RotatingFileRecord>(Assert.Single(record.Workers[0].Sinks).Target);
        Assert.Equal((6, 10), (file.Size, file.RotateAt));
    }

    [Fact]
    public async Task Two_logs_that_share_a_file_share_it_still()
    {
        var (left, right) = (await _first.OpenLog(_directory["log"]), await _first.OpenLog(_directory["log"]));
        var (record, _) = await ChangeAsync(left);
        Assert.Equal([left.Number, right.Number], Assert.Single(record.Workers[0].Sinks).Users.Select(user => user.Number));
        var (nextLeft, nextRight) = (_second.Resumed(left.Number)!, _second.Resumed(right.Number)!);
        nextLeft.Write("left\n"u8);
        nextRight.Write("right\n"u8);
        await nextLeft.CloseAsync().InTime();
        await nextRight.CloseAsync().InTime();
        Assert.Equal("left\nright\n", File.ReadAllText(_directory["log"]));
    }

    [Fact]
    public async Task A_new_log_gets_a_number_that_no_log_of_the_earlier_writer_has()
    {
        var (_, number) = await ChangeAsync(await _first.OpenLog(_directory["log"]));
        Assert.True((await _second.OpenLog(_directory["other"])).Number > number);
    }

    [Fact]
    public async Task What_a_pipe_has_not_taken_is_written_by_the_next_writer_each_byte_once()
    {
        LogCalls.MakeFifo(_directory["fifo"]);
        using var reader = new FileStream(_directory["fifo"], FileMode.Open, FileAccess.ReadWrite);
        var log = await _first.OpenLog(_directory["fifo"]);
        var expected = new StringBuilder();
        for (var i = 0; expected.Length < 200_000; i++)
        {
            var line = $"line {i}\n";
            expected.Append(line);
            log.Write(Encoding.ASCII.GetBytes(line));
        }
        var (record, number) = await ChangeAsync(log);
        Assert.NotEmpty(Assert.Single(record.Workers[0].Sinks).Waiting);
        var next = _second.Resumed(number)!;
        Assert.True(next.Queued > 0);
        next.Write("the end\n"u8);
        expected.Append("the end\n");
        var bytes = new byte[expected.Length];
        await reader.ReadExactlyAsync(bytes).AsTask().InTime();
        Assert.Equal(expected.ToString(), Encoding.ASCII.GetString(bytes));
        await Eventually.HoldsAsync(() => next.Queued == 0, "nothing waits any more");
    }

    [Fact]
    public async Task A_pipe_that_is_written_down_while_it_takes_nothing_is_written_on_by_the_same_writer()
    {
        LogCalls.MakeFifo(_directory["fifo"]);
        using var reader = new FileStream(_directory["fifo"], FileMode.Open, FileAccess.ReadWrite);
        var log = await _first.OpenLog(_directory["fifo"]);
        var sent = new byte[300_000];
        Random.Shared.NextBytes(sent);
        log.Write(sent);
        foreach (var record in await Task.WhenAll(_first.ToRecordAsync(), _first.ToRecordAsync()).InTime())
            Assert.NotEmpty(Assert.Single(record.Workers[0].Sinks).Waiting);
        var bytes = new byte[sent.Length];
        await reader.ReadExactlyAsync(bytes).AsTask().InTime();
        Assert.Equal(sent, bytes);
    }

    [Fact]
    public async Task What_a_full_device_refuses_is_kept_with_its_incident()
    {
        var log = await _first.OpenLog("/dev/full");
        log.Write("refused\n"u8);
        var record = await Eventually.GetAsync(() => _first.ToRecordAsync(), r => r.Workers[0].Sinks[0].Incident.Since is not null, "the write failed");
        var sink = Assert.Single(record.Workers[0].Sinks);
        Assert.Equal("refused\n"u8.ToArray(), Assert.Single(sink.Waiting).Bytes);
        await _second.ResumeAsync(Duplicated(record), action => action());
        Assert.Equal(sink.Incident.Since, (await _second.ToRecordAsync()).Workers[0].Sinks[0].Incident.Since);
    }

    [Fact]
    public async Task The_claim_on_AUTO_logs_is_held_without_a_gap()
    {
        var name = new AutoLogName(_directory.Path, "p", "stdout", "me");
        var made = Assert.Single(await _first.CreateAutoLogsAsync([name])).Path!;
        await ChangeAsync(await _first.OpenLog(_directory["log"]));
        using var other = new LogWriter();
        await other.CleanUpAutoLogsAsync(_directory.Path, "me", inUse: []);
        Assert.True(File.Exists(made));
        _second.Dispose();
        await other.CleanUpAutoLogsAsync(_directory.Path, "me", inUse: []);
        Assert.False(File.Exists(made));
    }

    [Fact]
    public async Task A_descriptor_that_leads_to_another_file_is_refused()
    {
        var log = await _first.OpenLog(_directory["log"]);
        var record = await _first.ToRecordAsync();
        using var other = File.Open(_directory["other"], FileMode.Create);
        var wrong = Changed(record, file => file with { Descriptor = (int)other.SafeFileHandle.DangerousGetHandle() });
        Assert.Equal(Errno.EBADF, await LogCalls.ErrnoOf(_second.ResumeAsync(wrong, action => action())));
        await log.CloseAsync().InTime();
    }

    /// <summary>The first writer ends, and the second one has what it had. Through the text that a snapshot is written in.</summary>
    private async Task<(LogWriterRecord Record, int Number)> ChangeAsync(ChildLog log)
    {
        var record = await _first.ToRecordAsync();
        var duplicated = Duplicated(record);
        _first.Dispose();
        await _second.ResumeAsync(WrittenDown.AndReadBack(duplicated), action => action()).InTime();
        return (record, log.Number);
    }

    private static LogWriterRecord Duplicated(LogWriterRecord record) =>
        Changed(record, file => file with { Descriptor = LogFileCalls.Duplicate(file.Descriptor) });

    private static LogWriterRecord Changed(LogWriterRecord record, Func<OpenFileRecord, OpenFileRecord> change) => record with
    {
        Workers =
        [
            .. record.Workers.Select(worker => worker with
            {
                Sinks = [.. worker.Sinks.Select(sink => sink with { Target = sink.Target with { File = change(sink.Target.File) } })],
                AutoLogs = [.. worker.AutoLogs.Select(claim => claim with { Descriptor = LogFileCalls.Duplicate(claim.Descriptor) })],
            }),
        ],
    };
}
