using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>An AUTO log is opened again by its name: for whom the file is then, and what somebody may have put in its place.</summary>
public sealed class AutoLogPlaceTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = Owner | UnixFileMode.GroupRead;

    private readonly TestDirectory _folder = new();

    private LogPath Auto => new(_folder["log"], IsAuto: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task After_a_rotation_those_may_read_it_who_might_before(int backups)
    {
        using (var writer = new LogWriter())
        {
            var log = await writer.OpenLog(Auto.Path, 100, backups, isAuto: true);
            log.Write(new byte[150]);
            await writer.ExistsAsync(Auto.Path).InTime();
            Assert.Equal(Owner, File.GetUnixFileMode(Auto.Path));
            File.SetUnixFileMode(Auto.Path, OwnerAndGroup);
            log.Write(new byte[150]);
            log.Write("x"u8);
        }
        Assert.Equal(1, new FileInfo(Auto.Path).Length);
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(Auto.Path));
        Assert.Equal(backups + 1, _folder.Names().Length);
    }

    /// <summary>As stock leaves it, whatever the file before was.</summary>
    [Fact]
    public async Task A_named_logs_new_file_has_the_mode_of_new_files()
    {
        using (var writer = new LogWriter())
        {
            var log = await writer.OpenLog(_folder["log"], 100, 1);
            var usual = File.GetUnixFileMode(_folder["log"]);
            File.SetUnixFileMode(_folder["log"], OwnerAndGroup);
            log.Write(new byte[150]);
            await writer.ExistsAsync(_folder["log"]).InTime();
            Assert.Equal((usual, OwnerAndGroup), (File.GetUnixFileMode(_folder["log"]), File.GetUnixFileMode(_folder["log.1"])));
            Assert.NotEqual(OwnerAndGroup, usual);
        }
    }

    [Fact]
    public async Task A_file_whose_place_was_taken_between_two_steps_of_a_rotation_writes_to_a_new_one()
    {
        var files = new LocalFiles();
        foreach (var isLink in new[] { true, false })
        {
            var precious = PutInItsPlace(isLink);
            var fd = Auto.OpenNext(files, 0x180);
            Assert.Equal(1, files.Write(fd, "x"u8));
            files.Close(fd);
            Assert.Equal(("old", "x"), (await File.ReadAllTextAsync(precious), await File.ReadAllTextAsync(Auto.Path)));
            Assert.Null(new FileInfo(Auto.Path).LinkTarget);
            Assert.Equal(Owner, File.GetUnixFileMode(Auto.Path));
            File.Delete(Auto.Path);
        }
    }

    [Fact]
    public async Task A_link_in_its_place_is_neither_written_nor_emptied_nor_read()
    {
        var precious = PutInItsPlace(isLink: true);
        using var writer = new LogWriter();
        Assert.Equal(Errno.ELOOP, await LogCalls.ErrnoOf(writer.OpenLog(Auto.Path, isAuto: true)));
        Assert.Equal(-Errno.ELOOP, Auto.OpenEmpty(new LocalFiles()));
        Assert.Equal(LogReadOutcome.Failed, (await writer.ReadAsync(Auto, 0, 0).InTime()).Outcome);
        Assert.Equal(0, (await writer.TailAsync(Auto, 0, 100).InTime()).Bytes.Length);
        Assert.Null(await LogFollower.OpenAsync(writer, Auto).InTime());
        Assert.Equal("old", await File.ReadAllTextAsync(precious));
        // A log whose name the user gave is what it was: stock follows.
        var read = await writer.ReadAsync(Auto.Path, 0, 0).InTime();
        Assert.Equal("old"u8, read.Bytes.Span);
        var named = await writer.OpenLog(Auto.Path);
        named.Write("new"u8);
        await writer.ExistsAsync(Auto.Path).InTime();
        Assert.Equal("oldnew", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task To_clear_a_log_removes_a_link_in_its_place_and_makes_a_file_that_nobody_else_reads()
    {
        var precious = PutInItsPlace(isLink: true);
        using var writer = new LogWriter();
        await writer.ClearAsync(Auto).InTime();
        Assert.Equal("old", await File.ReadAllTextAsync(precious));
        Assert.Null(new FileInfo(Auto.Path).LinkTarget);
        Assert.Equal((0, Owner), (new FileInfo(Auto.Path).Length, File.GetUnixFileMode(Auto.Path)));
    }

    [Fact]
    public async Task A_log_that_was_replaced_by_a_link_is_used_on_and_who_follows_it_sees_no_other()
    {
        using var writer = new LogWriter { MainLog = new RecordedLog() };
        var log = await writer.OpenLog(Auto.Path, isAuto: true);
        log.Write("first"u8);
        await writer.ExistsAsync(Auto.Path).InTime();
        using var follower = await LogFollower.OpenAsync(writer, Auto).InTime();
        File.Move(Auto.Path, _folder["moved"]);
        var precious = PutInItsPlace(isLink: true);
        Assert.Equal(Errno.ELOOP, await LogCalls.ErrnoOf(log.ReopenAsync()));
        log.Write("second"u8);
        await writer.ExistsAsync(Auto.Path).InTime();
        Assert.Equal(("firstsecond", "old"), (await File.ReadAllTextAsync(_folder["moved"]), await File.ReadAllTextAsync(precious)));
        var read = new byte[100];
        var count = 0;
        while (count < "firstsecond".Length)
            count += await follower!.ReadAsync(read.AsMemory(count), default).InTime();
        Assert.Equal("firstsecond"u8, read.AsSpan(0, count));
        using var soon = new CancellationTokenSource();
        var next = follower!.ReadAsync(read, soon.Token);
        log.Write("x"u8);
        await writer.ExistsAsync(Auto.Path).InTime();
        Assert.Equal(1, await next.InTime());
        await soon.CancelAsync();
    }

    private string PutInItsPlace(bool isLink)
    {
        var precious = _folder.Write("precious", "old");
        if (isLink)
            File.CreateSymbolicLink(Auto.Path, precious);
        else
            _folder.Write("log", "another's");
        return precious;
    }
}
