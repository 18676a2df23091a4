using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public sealed class StreamLogTests : IDisposable
{
    private static readonly LogFailurePolicy Hasty = new() { CloseGrace = TimeSpan.FromMilliseconds(50) };

    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fifo_nobody_reads_holds_up_its_own_log_only()
    {
        var fifo = _folder["fifo"];
        LogCalls.MakeFifo(fifo);
        using var writer = new LogWriter(policy: Hasty) { MainLog = _mainLog };
        var stuck = await writer.OpenLog(fifo, maxBytes: 100, backups: 3);
        while (!stuck.IsFull)
            stuck.Write(new byte[10_000]);
        var free = await writer.OpenLog(_folder["log"]);
        free.Write("goes on"u8);
        Assert.Equal("goes on", Encoding.ASCII.GetString((await writer.ReadAsync(free.Path, 0, 0).InTime()).Bytes.Span));
        Assert.Equal(LogReadOutcome.Failed, (await writer.ReadAsync(fifo, 0, 0).InTime()).Outcome);
        Assert.Equal(0, (await writer.TailAsync(fifo, 0, 100).InTime()).Bytes.Length);
        Assert.True(stuck.IsFull);
        await stuck.CloseAsync().InTime();
        await writer.DisposeAsync().AsTask().InTime();
        Assert.True(_mainLog.Has(LogLevel.Error, "closed before it took everything"));
    }

    [Fact]
    public async Task A_fifo_gets_every_byte_in_order_and_is_never_rotated()
    {
        var fifo = _folder["fifo"];
        LogCalls.MakeFifo(fifo);
        var posted = new BlockingCollection<Action>();
        await using var writer = new LogWriter();
        var log = new ChildLog(writer, new LogFileOptions(fifo, 1000, 3), posted.Add);
        var drained = 0;
        log.Drained = () => drained++;
        await log.OpenAsync().InTime();
        var sent = new byte[3_000_000];
        new Random(2).NextBytes(sent);
        var reader = Task.Factory.StartNew(() => ReadExactly(fifo, sent.Length), TaskCreationOptions.LongRunning);
        for (var at = 0; at < sent.Length; at += 1000)
        {
            log.Write(sent.AsSpan(at, 1000));
            if (log.IsFull)
                Take(posted)();
        }
        Assert.Equal(sent, await reader.InTime());
        Assert.Equal(["fifo"], _folder.Names());
        await log.ClearAsync().InTime();
        await log.ReopenAsync().InTime();
        Assert.Equal(["fifo"], _folder.Names());
        await log.CloseAsync().InTime();
    }

    [Fact]
    public async Task A_full_log_says_when_it_drained()
    {
        var fifo = _folder["fifo"];
        LogCalls.MakeFifo(fifo);
        await using var writer = new LogWriter(policy: Hasty);
        using var drained = new SemaphoreSlim(0);
        var log = await writer.OpenLog(fifo);
        log.Drained = () => drained.Release();
        var sent = 0;
        for (; !log.IsFull; sent += 50_000)
            log.Write(new byte[50_000]);
        Assert.True(log.Queued > ChildLog.FullBytes);
        Assert.Equal(0, drained.CurrentCount);
        var reader = Task.Factory.StartNew(() => ReadExactly(fifo, sent), TaskCreationOptions.LongRunning);
        Assert.True(await drained.WaitAsync(Eventually.Patience));
        Assert.False(log.IsFull);
        await reader.InTime();
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        Assert.Equal(0, drained.CurrentCount);
    }

    [Fact]
    public async Task Short_lines_in_large_buffers_do_not_hold_much_memory()
    {
        var fifo = _folder["fifo"];
        LogCalls.MakeFifo(fifo);
        await using var writer = new LogWriter(policy: Hasty);
        var log = await writer.OpenLog(fifo);
        for (var i = 0; i < 5000; i++)
        {
            var buffer = log.Rent();
            log.Write(buffer, 10);
        }
        Assert.InRange(log.Queued, 0, 5000 * 16);
    }

    [Fact]
    public async Task Programs_that_come_and_go_before_a_fifo_nobody_reads_leave_a_bounded_heap()
    {
        var fifo = _folder["fifo"];
        LogCalls.MakeFifo(fifo);
        await using var writer = new LogWriter(policy: Hasty);
        var logs = new List<ChildLog>();
        for (var life = 0; life < 20; life++)
        {
            var log = await writer.OpenLog(fifo);
            for (var i = 0; i < 20; i++)
                log.Write(new byte[LogBufferPool.LargeBytes]);
            await log.CloseAsync().InTime();
            logs.Add(log);
        }
        Assert.InRange(logs.Sum(l => l.Queued), 1, 8 * ChildLog.FullBytes);
    }

    [Fact]
    public async Task The_null_device_takes_everything()
    {
        await using var writer = new LogWriter();
        var log = await writer.OpenLog("/dev/null", maxBytes: 10, backups: 2);
        for (var i = 0; i < 100; i++)
            log.Write(new byte[60_000]);
        await log.ClearAsync().InTime();
        await log.CloseAsync().InTime();
        Assert.Equal(0, log.Queued);
        Assert.True(File.Exists("/dev/null"));
        Assert.False(File.Exists("/dev/null.1"));
    }

    [Fact]
    public async Task A_descriptor_of_the_daemon_is_duplicated_even_where_it_can_not_be_opened()
    {
        using var ours = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var address = new UnixDomainSocketEndPoint(_folder["socket"]);
        listener.Bind(address);
        listener.Listen();
        ours.Connect(address);
        using var theirs = await listener.AcceptAsync();
        var link = _folder["link"];
        File.CreateSymbolicLink(link, $"/proc/self/fd/{ours.SafeHandle.DangerousGetHandle()}");

        using (var writer = new LogWriter())
        {
            var log = await writer.OpenLog(link, maxBytes: 1, backups: 1);
            log.Write("through the socket"u8);
            await log.ClearAsync().InTime();
            await log.ReopenAsync().InTime();
            log.Write(" twice"u8);
            var received = "";
            var buffer = new byte[100];
            while (received.Length < "through the socket twice".Length)
                received += Encoding.ASCII.GetString(buffer, 0, await theirs.ReceiveAsync(buffer).InTime());
            Assert.Equal("through the socket twice", received);
        }
        Assert.Equal(["link", "socket"], _folder.Names());
    }

    [Fact]
    public async Task A_descriptor_that_is_a_file_is_written_and_never_moved()
    {
        var path = _folder["out"];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        using (var writer = new LogWriter())
        {
            var name = $"/dev/fd/{file.DangerousGetHandle()}";
            var log = await writer.OpenLog(name, maxBytes: 1, backups: 3);
            log.Write("one "u8);
            await log.ClearAsync().InTime();
            await writer.ClearAsync(name).InTime();
            log.Write("two"u8);
        }
        Assert.Equal("one two", File.ReadAllText(path));
        Assert.Equal(["out"], _folder.Names());
    }

    [Fact]
    public async Task A_descriptor_that_is_not_open_is_an_error()
    {
        using var writer = new LogWriter();
        var log = new ChildLog(writer, new LogFileOptions("/dev/fd/98765", 0, 0), a => a());
        Assert.Equal(Errno.EBADF, await LogCalls.ErrnoOf(log.OpenAsync()));
    }

    [Fact]
    public async Task Where_the_reader_of_a_pipe_is_gone_bytes_are_dropped_and_that_is_said_once()
    {
        using var ours = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var name = $"/dev/fd/{ours.SafePipeHandle.DangerousGetHandle()}";
        var policy = Hasty with { RetryDelay = TimeSpan.FromMilliseconds(1), KeptBytes = 0 };
        await using var writer = new LogWriter(policy: policy) { MainLog = _mainLog };
        var log = await writer.OpenLog(name);
        ours.DisposeLocalCopyOfClientHandle();
        for (var i = 0; i < 50; i++)
            log.Write(new byte[50_000]);
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        Assert.False(log.IsFull);
        Assert.Single(_mainLog.Lines, l => l.Text.Contains("cannot be written: EPIPE", StringComparison.Ordinal));
    }

    private static Action Take(BlockingCollection<Action> posted)
    {
        Assert.True(posted.TryTake(out var action, Eventually.Patience));
        return action;
    }

    private static byte[] ReadExactly(string fifo, int count)
    {
        using var handle = new SafeFileHandle(LogFileCalls.Open(fifo, Libc.O_RDONLY, 0), ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, 0);
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
