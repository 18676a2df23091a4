using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>The record of children on a real disk, with its lock.</summary>
public sealed class StateFileTests : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly TestDirectory _directory = new();
    private readonly RecordedLog _log = new();
    private readonly LoopThread _loop = new();
    private readonly LogWriter _writer = new();

    public void Dispose()
    {
        _loop.Dispose();
        _writer.Dispose();
        _directory.Dispose();
    }

    private string Path => _directory["state"];

    [Fact]
    public async Task It_holds_who_lives_for_whoever_opens_it_next_and_goes_with_the_last()
    {
        var file = New();
        Assert.Empty(await Open(file));
        await _loop.Do(() =>
        {
            file.Begin([]);
            file.Born(Child(1));
            file.Born(Child(2));
            file.Died(1);
        });
        await Close(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        var next = New();
        Assert.Equal([2], (await Open(next)).Select(child => child.Marks.Pid));
        await _loop.Do(() =>
        {
            next.Begin([Child(2)]);
            next.Died(2);
        });
        await Close(next);
        Assert.False(File.Exists(Path));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task It_can_be_written_down_and_read_back_with_all_who_stand_in_it()
    {
        var file = New();
        await Open(file);
        await _loop.Do(() => file.Born(Child(1) with { Options = new Dictionary<string, string> { ["command"] = "1f" } }));
        var record = await _loop.Do(() => file.ToRecord()!);
        Assert.True(record.Descriptor >= 0);
        Assert.Empty(SameData.Differences(record, WrittenDown.AndReadBack(record)));
    }

    [Fact]
    public async Task Two_cannot_have_it_whatever_file_has_the_name()
    {
        var first = New();
        await Open(first);
        Assert.Contains("belongs to another supervisord that runs", await RefusalOf(New()), StringComparison.Ordinal);
        // Put anew in its place the lock is on the new one.
        await _loop.Do(() => first.Begin([Child(1)]));
        await Eventually.HoldsAsync(() => SharedFile.Text(Path).Contains("born", StringComparison.Ordinal), "it was written");
        Assert.Contains($"(pid {Environment.ProcessId}): give each a file of its own", await RefusalOf(New()), StringComparison.Ordinal);
        await Close(first);
        Assert.Single(await Open(New()));
    }

    [Fact]
    public async Task One_that_others_may_write_to_is_not_believed()
    {
        File.WriteAllText(Path, "");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.Contains("is no file that only this user may write to", await RefusalOf(New()), StringComparison.Ordinal);
        File.Delete(Path);
        File.CreateSymbolicLink(Path, _directory.Write("elsewhere", ""));
        Assert.Contains("state_file cannot be used: open", await RefusalOf(New()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_dead_is_thrown_out_when_it_has_become_much()
    {
        var file = New();
        await Open(file);
        await _loop.Do(() =>
        {
            file.Begin([Child(1)]);
            for (var pid = 2; pid < 2000; pid++)
            {
                file.Born(Child(pid));
                file.Died(pid);
            }
        });
        await Close(file);
        Assert.InRange(new FileInfo(Path).Length, 1, 100_000);
        Assert.Equal([1], (await Open(New())).Select(child => child.Marks.Pid));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_is_told_once_and_written_whole_when_it_does_again()
    {
        var folder = Directory.CreateDirectory(_directory["folder"]).FullName;
        var file = new StateFile(System.IO.Path.Combine(folder, "state"), _writer, _loop.Loop, _log);
        await Open(file);
        Directory.Delete(folder, recursive: true);
        await _loop.Do(() => file.Begin([Child(1)]));
        await Eventually.HoldsAsync(() => _log.Lines.Count == 1, "it is told");
        await _loop.Do(() => file.Born(Child(2)));
        await _loop.AdvanceAsync(RetryInterval);
        Directory.CreateDirectory(folder);
        await Eventually.HoldsAsync(
            async () =>
            {
                await _loop.AdvanceAsync(RetryInterval);
                return _log.Lines.Count == 2;
            },
            "it is written again");
        Assert.Equal([LogLevel.Error, LogLevel.Info], _log.Lines.Select(line => line.Level));
        await Close(file);
        Assert.Equal([1, 2], (await Open(new StateFile(System.IO.Path.Combine(folder, "state"), _writer, _loop.Loop, _log))).Select(child => child.Marks.Pid));
    }

    private static LastingChild Child(int pid) => new("g", "n", new ChildMarks(pid, 1, 1, 2, 3), 4, 5, new Dictionary<string, string>());

    private StateFile New() => new(Path, _writer, _loop.Loop, _log);

    private Task<IReadOnlyList<LastingChild>> Open(StateFile file) => _loop.Do(file.OpenAsync).Unwrap().InTime();

    private Task Close(StateFile file) => _loop.Do(file.CloseAsync).Unwrap().InTime();

    private async Task<string> RefusalOf(StateFile file) => (await Assert.ThrowsAsync<StateFileException>(() => Open(file))).Message;
}
