using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Python;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Owns the reading end of one child's stdout or stderr pipe and carries its bytes to the log, to capture, to events and to the
/// main log's echo. A log that does not keep up stops the reading of this pipe and of nothing else. Loop thread only.
/// </summary>
internal sealed class OutputChannel : IDisposable
{
    /// <summary>As many reads of a whole pipe's worth make a busy child.</summary>
    private const int FullReadsOfBusy = 16;

    private const int PiecesOfBusy = 4;

    private readonly OutputSinks _sinks;
    private readonly ChannelName _name;
    private readonly ChannelOptions _options;
    private readonly ChildLog? _log;
    private readonly SyslogLog? _syslog;
    private readonly PrefixedLines? _prefixed;
    private readonly AnsiFilter? _ansi;
    private readonly CaptureFilter? _capture;
    private readonly bool _plain;
    private FdWatch? _watch;
    private int _fullReads;
    private int _fd = -1;

    /// <param name="sinks">Where bytes go besides the log.</param>
    /// <param name="name">Whose output it is.</param>
    /// <param name="options">The options of that channel.</param>
    /// <param name="log">The open log, or null where there is none. It outlives the channel.</param>
    /// <param name="record">Where an earlier one stopped, whose pipe is read on; null for a new child.</param>
    /// <param name="received">Sees every byte as it was read; an event listener's protocol listens here.</param>
    public OutputChannel(
        OutputSinks sinks,
        ChannelName name,
        ChannelOptions options,
        ChildLog? log,
        Action<ReadOnlyMemory<byte>>? received,
        OutputChannelRecord? record = null)
    {
        (_sinks, _name, _options, _log, Received) = (sinks, name, options, log, received);
        var isProtocol = received is not null;
        _syslog = options.Syslog && !isProtocol ? new SyslogLog(sinks.Syslog, name.Process, record?.SyslogLine) : null;
        _prefixed = options.Prefix && !isProtocol ? new PrefixedLines(sinks.Stdout, name.Process, name.Channel, record?.PrefixedLine) : null;
        _ansi = record is null ? sinks.StripAnsi ? new AnsiFilter() : null : record.Ansi is { } ansi ? new AnsiFilter(ansi) : null;
        _capture = options.CaptureMaxBytes > 0 && !isProtocol
            ? new CaptureFilter(options.CaptureMaxBytes, Log, Captured, _ansi is null ? null : new AnsiFilter(record?.Capture?.Ansi), Announce)
            : null;
        if (record?.Capture is { } capture)
            _capture?.Resume(capture);
        _fullReads = record?.FullReads ?? 0;
        _plain = log is not null && _syslog is null && _prefixed is null && _ansi is null && _capture is null && received is null
            && !sinks.EchoOutput && !options.EventsEnabled;
        if (record is { Descriptor: >= 0 and var fd })
            Attach(fd);
    }

    public Action<ReadOnlyMemory<byte>>? Received { get; }

    public OutputChannelRecord ToRecord() => new(_fd, _fullReads, _ansi?.ToRecord(), _capture?.ToRecord(), _syslog?.Line, _prefixed?.Line);

    /// <summary>Starts reading from the pipe, which the channel owns from now on.</summary>
    public void Attach(int fd)
    {
        _fd = fd;
        Pipes.SetNonBlocking(fd);
        _watch = _sinks.Loop.Watch(fd, _ => ReadOn());
        if (_log is null)
            return;
        // A hook of the program may write to the same log at the same time.
        _log.Drained += GoOn;
        // It may be full of what the child before this one wrote.
        if (_log.IsFull)
            _watch.Set(readable: false, writable: false);
    }

    /// <summary>
    /// Takes what a dead child left in its pipe. No more than the pipe holds: a descendant that still writes must not keep
    /// the exit from being announced.
    /// </summary>
    public void Drain()
    {
        if (_fd >= 0)
        {
            var left = Pipes.Capacity(_fd);
            while (_fd >= 0 && left > 0)
            {
                var count = Read();
                if (count <= 0)
                    break;
                left -= count;
            }
        }
        _capture?.Flush();
        if (_ansi is not null)
            Emit(_ansi.Flush());
        Unwatch();
    }

    /// <summary>
    /// Another channel that reads on from the same pipe, to another log or by other options; this one is over. What is captured just now is kept, where
    /// anything is captured still.
    /// </summary>
    public OutputChannel Become(ChannelOptions options, ChildLog? log)
    {
        if (options.CaptureMaxBytes == 0)
            _capture?.Flush();
        var record = ToRecord() with { Descriptor = -1 };
        if (!options.Syslog)
            _syslog?.Dispose();
        if (!options.Prefix)
            _prefixed?.Dispose();
        var fd = _fd;
        Release();
        var next = new OutputChannel(_sinks, _name, options, log, Received, record);
        if (fd >= 0)
            next.Attach(fd);
        return next;
    }

    public void Dispose()
    {
        Unwatch();
        _syslog?.Dispose();
        _prefixed?.Dispose();
        if (_log is not null)
            _log.Drained -= GoOn;
    }

    /// <summary>Lets go of the pipe, which stays open.</summary>
    private void Release()
    {
        _watch?.Dispose();
        (_watch, _fd) = (null, -1);
        if (_log is not null)
            _log.Drained -= GoOn;
    }

    private void GoOn() => _watch?.Set(readable: true, writable: false);

    /// <summary>
    /// A child that fills its pipe again and again gets a larger one, which is then read in a few pieces at a time: the work between
    /// two looks at everything else stays bounded, and most of the switching back and forth is saved.
    /// </summary>
    private void ReadOn()
    {
        var pieces = 0;
        while (Read() == LogBufferPool.LargeBytes && ++_fullReads > FullReadsOfBusy && _log is not { IsFull: true } && ++pieces < PiecesOfBusy)
        {
            if (_fullReads == FullReadsOfBusy + 1)
                Pipes.Grow(_fd, PiecesOfBusy * LogBufferPool.LargeBytes);
        }
    }

    /// <summary>One read. Returns the bytes taken; 0 at the end of the pipe, -1 when there is nothing now.</summary>
    private int Read()
    {
        if (_plain)
            return ReadIntoLog(_log!);
        var read = Pipes.Read(_fd, _sinks.Scratch);
        if (read.Count > 0)
            Take(_sinks.Scratch.AsMemory(0, read.Count));
        return AfterRead(read);
    }

    /// <summary>The short way for a log and nothing else: the pipe is read into the buffer that the log writer gets.</summary>
    private int ReadIntoLog(ChildLog log)
    {
        var buffer = log.Rent();
        var read = Pipes.Read(_fd, buffer.Span);
        log.Write(buffer, Math.Max(0, read.Count));
        return AfterRead(read);
    }

    private int AfterRead(IoResult read)
    {
        if (read.WouldBlock)
            return -1;
        if (read.Count <= 0)
        {
            _sinks.Log.Debug($"fd {_fd} closed, stopped monitoring '{_name.Process}' {_name.Channel}");
            Unwatch();
            return 0;
        }
        if (_log is { IsFull: true })
            _watch?.Set(readable: false, writable: false);
        return read.Count;
    }

    private void Take(ReadOnlyMemory<byte> bytes)
    {
        if (_capture is not null)
            _capture.Write(bytes.Span);
        else
            Log(bytes.Span);
        Received?.Invoke(bytes);
    }

    private void Log(ReadOnlySpan<byte> bytes) => Emit(_ansi is null ? bytes : _ansi.Strip(bytes));

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _log?.Write(bytes);
        _syslog?.Write(bytes);
        _prefixed?.Write(bytes);
        Announce(bytes);
    }

    /// <summary>Captured text comes here too: stock echoes it and sends it as output although its manual says otherwise.</summary>
    private void Announce(ReadOnlySpan<byte> bytes)
    {
        if (_sinks.EchoOutput)
            _sinks.Log.Debug($"'{_name.Process}' {_name.Channel} output:\n{(Received is null ? PayloadText.Of(bytes) : PythonText.Repr(bytes))}");
        if (_options.EventsEnabled && Received is null && _sinks.Events.HasSubscribers(ProcessLogEvent.TypeOf(_name.Channel)))
            _sinks.Events.Publish(new ProcessLogEvent(_name.Channel, _name.Process, _name.Group, _name.Pid, bytes.ToArray()));
    }

    private void Captured(ReadOnlyMemory<byte> bytes)
    {
        _sinks.Events.Publish(
            new ProcessCommunicationEvent(_name.Channel, _name.Process, _name.Group, _name.Pid, bytes));
        _sinks.Log.CapturedEvent(_name.Process, _name.Channel);
    }

    private void Unwatch()
    {
        if (_fd < 0)
            return;
        _watch?.Dispose();
        _watch = null;
        Pipes.Close(_fd);
        _fd = -1;
    }
}
