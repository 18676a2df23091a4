using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public sealed class OpenChildLogsTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();
    private readonly LogWriter _writer = new();

    public OpenChildLogsTests() => _writer.MainLog = _mainLog;

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Both_logs_come_in_one_answer_that_is_not_given_on_the_callers_thread()
    {
        var thread = 0;
        var result = await OpenAsync(Named("out"), Named("err"), () => thread = Environment.CurrentManagedThreadId);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
        result.Stdout!.Write("o"u8);
        result.Stderr!.Write("e"u8);
        await result.Stdout.CloseAsync().InTime();
        await result.Stderr.CloseAsync().InTime();
        Assert.Equal(("o", "e"), (File.ReadAllText(_folder["out"]), File.ReadAllText(_folder["err"])));
    }

    [Fact]
    public async Task A_channel_without_a_log_gets_none() => Assert.Equal(new ChildLogsResult(null, null, null), await OpenAsync(null, null));

    [Fact]
    public async Task Auto_files_are_made_and_named()
    {
        var result = await OpenAsync(Auto("stdout"), Auto("stderr"));
        Assert.Matches("/web-stdout---sup-[a-z0-9_]{8}\\.log$", result.Stdout!.Path);
        Assert.Matches("/web-stderr---sup-[a-z0-9_]{8}\\.log$", result.Stderr!.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(result.Stdout.Path));
    }

    [Fact]
    public async Task Where_one_cannot_be_opened_the_other_is_closed_and_no_new_file_stays()
    {
        var result = await OpenAsync(Auto("stdout"), new ChannelLogRequest(_folder["no/such"], null, 0, 0));
        Assert.Equal((null, null, Errno.ENOENT), (result.Stdout, result.Stderr, result.Failure?.Errno));
        await _writer.ExistsAsync(_folder.Path).InTime();
        Assert.Equal(["supervisord-sup.lock"], _folder.Names());
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget), t => t?.Contains("web-stdout", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_an_answer_too()
    {
        var result = await OpenAsync(new ChannelLogRequest(null, null, 0, 0), null);
        Assert.NotNull(result.Failure);
    }

    [Fact]
    public async Task A_closed_writer_answers_that()
    {
        await _writer.DisposeAsync();
        Assert.Equal(Errno.ESHUTDOWN, (await OpenAsync(Named("out"), null)).Failure?.Errno);
    }

    [Fact]
    public async Task An_answer_that_throws_is_told_and_not_given_twice()
    {
        var answers = 0;
        _writer.OpenChildLogs(new ChildLogsRequest(Named("out"), null, a => a()), _ =>
        {
            answers++;
            throw new InvalidOperationException("on purpose");
        });
        Assert.True(await _writer.ExistsAsync(_folder["out"]).InTime());
        Assert.Equal(1, answers);
        Assert.True(_mainLog.Has(LogLevel.Critical, "unexpected failure, please report it; the daemon goes on: System.InvalidOperationException: on purpose"));
    }

    [Fact]
    public async Task A_watch_that_throws_costs_nobody_a_byte()
    {
        var log = await _writer.OpenLog(_folder["log"]);
        using var watch = _writer.Watch(log.Path, () => throw new InvalidOperationException("on purpose"));
        log.Write("one "u8);
        await Eventually.HoldsAsync(() => _mainLog.Has(LogLevel.Critical, "on purpose"), "the line in the main log");
        log.Write("two"u8);
        await log.CloseAsync().InTime();
        Assert.Equal("one two", File.ReadAllText(log.Path));
    }

    [Fact]
    public async Task Work_that_fails_fails_for_whoever_asked_and_for_nobody_else()
    {
        var failing = _writer.OnDiskAsync<int>(_folder.Path, _ => throw new InvalidOperationException("on purpose"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing.InTime());
        Assert.Equal(7, await _writer.OnDiskAsync(_folder.Path, _ => 7).InTime());
    }

    [Fact]
    public async Task A_log_that_stayed_open_begins_a_new_file_for_a_new_child_where_the_old_one_was_moved_away()
    {
        var log = await _writer.OpenLog(_folder["log"]);
        log.Write("old"u8);
        log.RenewIfMoved();
        log.Write(" same"u8);
        await _writer.ExistsAsync(log.Path).InTime();
        File.Move(log.Path, log.Path + ".moved");
        log.RenewIfMoved();
        log.Write("new"u8);
        await log.CloseAsync().InTime();
        Assert.Equal(("old same", "new"), (File.ReadAllText(log.Path + ".moved"), File.ReadAllText(log.Path)));
    }

    [Fact]
    public async Task Auto_logs_of_many_channels_are_made_in_order_and_one_that_cannot_be_made_says_why()
    {
        var good = new AutoLogName(_folder.Path, "a", "stdout", "sup");
        var made = await _writer.CreateAutoLogsAsync([good, good with { Directory = _folder["no"] }, good with { ProcessName = "b" }]).InTime();
        Assert.Equal([true, false, true], made.Select(m => File.Exists(m.Path)));
        Assert.Equal(Errno.ENOENT, made[1].Failure?.Errno);
        await _writer.CleanUpAutoLogsAsync(_folder.Path, "sup", inUse: []).InTime();
        Assert.Equal(["supervisord-sup.lock"], _folder.Names());
        await _writer.CleanUpAutoLogsAsync(_folder["no"], "sup", inUse: []).InTime();
        Assert.True(_mainLog.Has(LogLevel.Warn, "Could not clear childlog dir"));
    }

    [Fact]
    public async Task More_than_an_answer_may_hold_is_refused_and_its_end_is_not()
    {
        using (var file = File.Create(_folder["log"]))
            file.SetLength(LogFileReader.LargestRead + 1);
        Assert.Equal(LogReadOutcome.Failed, (await _writer.ReadAsync(_folder["log"], 0, 0).InTime()).Outcome);
        Assert.Equal(10, (await _writer.ReadAsync(_folder["log"], -10, 0).InTime()).Bytes.Length);
        Assert.Equal(10, (await _writer.TailAsync(_folder["log"], 0, 10).InTime()).Bytes.Length);
    }

    private ChannelLogRequest Named(string name) => new(_folder[name], null, 0, 0);

    private ChannelLogRequest Auto(string channel) => new(null, new AutoLogName(_folder.Path, "web", channel, "sup"), 0, 0);

    private Task<ChildLogsResult> OpenAsync(ChannelLogRequest? stdout, ChannelLogRequest? stderr, Action? told = null)
    {
        var done = new TaskCompletionSource<ChildLogsResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.OpenChildLogs(new ChildLogsRequest(stdout, stderr, a => a()), result =>
        {
            told?.Invoke();
            done.SetResult(result);
        });
        return done.Task.InTime();
    }
}
