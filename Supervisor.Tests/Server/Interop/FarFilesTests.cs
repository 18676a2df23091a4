using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>What an agent answers is compared with what the kernel answers here.</summary>
public sealed class FarFilesTests : IDisposable
{
    private const int Create = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND;

    private readonly TestDirectory _directory = new();
    private readonly List<int> _pids = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_call_brings_what_the_kernel_says()
    {
        using var far = NewFiles();
        Assert.Equal(Story(new LocalFiles(), "near"), Story(far, "far"));
    }

    [Fact]
    public void Large_pieces_come_and_go_whole()
    {
        using var far = NewFiles();
        var bytes = new byte[3 * 1024 * 1024];
        Random.Shared.NextBytes(bytes);
        var fd = far.Open(_directory["log"], Create, 0x1B6);
        for (var done = 0; done < bytes.Length;)
            done += far.Write(fd, bytes.AsSpan(done));
        far.Close(fd);
        Assert.Equal(bytes, File.ReadAllBytes(_directory["log"]));
        fd = far.Open(_directory["log"], Libc.O_RDONLY, 0);
        var read = new byte[bytes.Length];
        for (var done = 0; done < read.Length;)
            done += far.ReadAt(fd, read.AsSpan(done), done);
        Assert.Equal(bytes, read);
    }

    [Fact]
    public async Task After_the_agents_death_its_files_are_lost_and_the_next_open_starts_another()
    {
        using var far = NewFiles();
        var fd = far.Open(_directory["log"], Create, 0x1B6);
        await ChildProcess.RunAsync("kill", ["-KILL", $"{far.Pid}"]);
        await Eventually.HoldsAsync(() => far.Write(fd, "x"u8) == -Errno.EIO, "the loss is noticed");
        Assert.True(far.IsLost(fd));
        far.Close(fd);
        Assert.InRange(far.Open(_directory["log"], Create, 0x1B6), fd + 1, int.MaxValue);
        Assert.Equal([_pids[0], far.Pid], _pids);
    }

    [Fact]
    public void It_ends_with_the_socket_and_not_by_a_signal_to_the_daemons_session()
    {
        var far = NewFiles();
        Assert.Equal(0, far.Status(_directory.Path, out _));
        var session = File.ReadAllText($"/proc/{far.Pid}/stat").Split(") ")[1].Split(' ')[3];
        Assert.Equal($"{far.Pid}", session);
        var pid = far.Pid;
        far.Dispose();
        Assert.Equal(0, ChildReaper.Await(pid).ExitCode);
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_an_error()
    {
        using var far = new FarFiles(new AgentProgram("/no/such", ["no"]), "/far");
        Assert.Equal(-Errno.ENOENT, far.Open(_directory["log"], Create, 0x1B6));
    }

    [Fact]
    public async Task A_call_that_is_not_answered_ends_in_time_and_those_after_it_at_once_until_the_answer_comes()
    {
        await using var mount = await HangingMount.StartAsync();
        using var far = NewImpatientFiles();
        var fd = far.Open(mount["log"], Create, 0x1B6);
        Assert.Equal(4, far.Write(fd, "one "u8));
        mount.Hang();
        Assert.Equal(-Errno.ETIMEDOUT, far.Write(fd, "two "u8));
        Assert.True(far.IsStuck);
        for (var i = 0; i < 1000; i++)
            Assert.Equal(-Errno.ETIMEDOUT, far.Open(mount["other"], Create, 0x1B6));
        mount.Answer();
        // The same bytes and more: told of those that were under way, and nothing is written twice.
        await Eventually.HoldsAsync(() => far.Write(fd, "two three "u8) is 4, "the late answer comes");
        Assert.Equal(6, far.Write(fd, "three "u8));
        Assert.Equal("one two three ", File.ReadAllText(Path.Combine(mount.Backing, "log")));
    }

    [Fact]
    public async Task A_write_that_was_given_up_is_not_taken_for_the_next_one()
    {
        await using var mount = await HangingMount.StartAsync();
        using var far = NewImpatientFiles();
        var fd = far.Open(mount["log"], Create, 0x1B6);
        mount.Hang();
        Assert.Equal(-Errno.ETIMEDOUT, far.Write(fd, "dropped "u8));
        far.AbandonWrite(fd);
        mount.Answer();
        await Eventually.HoldsAsync(() => far.Write(fd, "new"u8) is 3, "the next one is written");
        Assert.Equal("dropped new", File.ReadAllText(Path.Combine(mount.Backing, "log")));
    }

    [Fact]
    public async Task A_wait_is_ended_from_another_thread()
    {
        await using var mount = await HangingMount.StartAsync();
        using var far = NewFiles();
        Assert.Equal(0, far.Status(mount.Path, out _));
        mount.Hang();
        var waiting = Task.Factory.StartNew(() => far.Status(mount.Path, out _), TaskCreationOptions.LongRunning);
        far.Cancel();
        Assert.Equal(-Errno.ETIMEDOUT, await waiting);
    }

    /// <summary>A busy machine may be slower than a daemon waits.</summary>
    private FarFiles NewFiles() => new(TestAgent.Program, "/far", _pids.Add, Eventually.Patience, Eventually.Patience);

    /// <summary>Waits no longer for an answer than a daemon does.</summary>
    private FarFiles NewImpatientFiles() => new(TestAgent.Program, "/far", _pids.Add, startWithin: Eventually.Patience);

    /// <summary>One of each call, good and bad, as text.</summary>
    private string Story(IFileCalls files, string name)
    {
        var directory = Directory.CreateDirectory(_directory[name]).FullName;
        var path = Path.Combine(directory, "lög");
        var told = new StringBuilder();
        Tell("open nothing", files.Open(path, Libc.O_RDONLY, 0));
        Tell("open a directory", files.Open(directory, Create, 0x1B6));
        var fd = files.Open(path, Create | Libc.O_EXCL, 0x180);
        Tell("open", fd > 0 ? 1 : fd);
        Tell("again", files.Open(path, Create | Libc.O_EXCL, 0x180));
        Tell("write", files.Write(fd, "hello"u8));
        Tell("position", files.Position(fd));
        Tell("lock", files.Lock(fd, Libc.LOCK_EX | Libc.LOCK_NB));
        var other = files.Open(path, Libc.O_RDONLY, 0);
        Tell("lock against it", files.Lock(other, Libc.LOCK_EX | Libc.LOCK_NB));
        var bytes = new byte[10];
        Tell("read", files.ReadAt(other, bytes, 1));
        told.AppendLine(Encoding.ASCII.GetString(bytes));
        Tell("write what is open to read", files.Write(other, "x"u8));
        Tell("status", files.Status(fd, out var open));
        Tell("status by path", files.Status(path, out var named));
        Tell("kind", open.IsRegular && open.IsSameFileAs(named) && open == named && open.Owner == 0 && open.ModifiedSeconds > 0 ? open.Size : -1);
        Tell("mode", open.Mode);
        Tell("status of nothing", files.Status(path + ".no", out _));
        Tell("rename", files.Rename(path, path + ".1"));
        Tell("rename nothing", files.Rename(path, path + ".1"));
        files.Close(fd);
        files.Close(other);
        // Not a number that was just closed: another test may have it by now.
        Tell("write what is not open", files.Write(98_765, "x"u8));
        Tell("list", files.List(directory, out var names));
        told.AppendJoin(',', names).AppendLine();
        Tell("list nothing", files.List(path, out _));
        Tell("unlink", files.Unlink(path + ".1"));
        Tell("unlink nothing", files.Unlink(path));
        return told.ToString();

        void Tell(string call, long result) => told.Append(call).Append(": ").Append(result).AppendLine();
    }
}
