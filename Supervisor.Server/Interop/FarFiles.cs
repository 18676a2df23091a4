using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// The calls carried out by a file agent, for a mount that may hang. No call waits longer than <see cref="AnswerWithin"/>: one that is
/// not answered by then fails with ETIMEDOUT and stays under way; until its answer comes the next ones fail at once. An agent that died
/// fails its descriptors with EIO, and the next call that names a path starts another. One thread, but for <see cref="Cancel"/>.
/// </summary>
/// <param name="program">The agent.</param>
/// <param name="mount">What the agent works for; its process shows it.</param>
/// <param name="started">Told the pid of each agent.</param>
/// <param name="answerWithin">In the place of <see cref="AnswerWithin"/>.</param>
/// <param name="startWithin">How long an agent may take to say that it is ready; ten seconds where left out.</param>
internal sealed class FarFiles(AgentProgram program, string mount, Action<int>? started = null, TimeSpan? answerWithin = null, TimeSpan? startWithin = null)
    : IFileCalls, IDisposable
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _answerWithin = answerWithin ?? AnswerWithin;
    private readonly TimeSpan _startWithin = startWithin ?? TimeSpan.FromSeconds(10);
    private readonly EventFd _cancel = new();
    private readonly Dictionary<int, (int Life, int Fd)> _descriptors = [];
    private readonly Dictionary<int, long> _lateWrites = [];
    private FileSocket? _socket;
    private Unanswered? _unanswered;
    private int _life;
    private int _lastDescriptor;

    /// <summary>The agent's process; 0 while there is none.</summary>
    public int Pid { get; private set; }

    /// <summary>Whether the agent still waits for a call that took too long.</summary>
    public bool IsStuck => _unanswered is not null;

    /// <summary>Whether it is known what came of every call: none is under way, and no answer that came late waits to be asked for.</summary>
    public bool IsSettled => (_unanswered is null || Settle()) && _lateWrites.Count == 0;

    /// <summary>Nothing is open and nothing is under way.</summary>
    public bool IsIdle => _descriptors.Count == 0 && !IsStuck;

    public int Open(string path, int flags, uint mode)
    {
        var result = (int)OfPath(new FileRequest { Call = FileCall.Open, Flags = flags, Mode = mode }, Encoding.UTF8.GetBytes(path));
        if (result < 0)
            return result;
        _descriptors.Add(++_lastDescriptor, (_life, result));
        return _lastDescriptor;
    }

    public void Close(int fd)
    {
        AbandonWrite(fd);
        if (!_descriptors.Remove(fd, out var far) || far.Life != _life)
            return;
        Send(new FileRequest { Call = FileCall.Close, Fd = far.Fd }, []);
    }

    public int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        if (_unanswered is { Call: FileCall.Write } late && late.Descriptor == fd && !Settle())
            return IsLost(fd) ? -Errno.EIO : -Errno.ETIMEDOUT;
        if (_lateWrites.Remove(fd, out var result))
            return (int)result;
        return (int)OfDescriptor(fd, new FileRequest { Call = FileCall.Write }, bytes[..Math.Min(bytes.Length, FileAgentWire.LargestPiece)], []);
    }

    public void AbandonWrite(int fd)
    {
        _lateWrites.Remove(fd);
        if (_unanswered is { Call: FileCall.Write } late && late.Descriptor == fd)
            _unanswered = late with { Descriptor = 0 };
    }

    public int ReadAt(int fd, Span<byte> bytes, long offset)
    {
        var request = new FileRequest { Call = FileCall.ReadAt, Flags = Math.Min(bytes.Length, FileAgentWire.LargestPiece), Offset = offset };
        return (int)OfDescriptor(fd, request, [], bytes);
    }

    public long Position(int fd) => OfDescriptor(fd, new FileRequest { Call = FileCall.Position }, [], []);

    public int Lock(int fd, int operation) => (int)OfDescriptor(fd, new FileRequest { Call = FileCall.Lock, Flags = operation }, [], []);

    public int Status(int fd, out FileStatus status)
    {
        status = default;
        return (int)OfDescriptor(fd, new FileRequest { Call = FileCall.Status }, [], MemoryMarshal.AsBytes(new Span<FileStatus>(ref status)));
    }

    public int Status(string path, out FileStatus status)
    {
        status = default;
        var result = OfPath(new FileRequest { Call = FileCall.StatusOfPath }, Encoding.UTF8.GetBytes(path), out var bytes);
        if (result >= 0)
            status = MemoryMarshal.Read<FileStatus>(bytes);
        return (int)result;
    }

    public int Rename(string from, string to)
    {
        var first = Encoding.UTF8.GetBytes(from);
        return (int)OfPath(new FileRequest { Call = FileCall.Rename, Flags = first.Length }, [.. first, .. Encoding.UTF8.GetBytes(to)]);
    }

    public int Unlink(string path) => (int)OfPath(new FileRequest { Call = FileCall.Unlink }, Encoding.UTF8.GetBytes(path));

    public int MakeDirectory(string path, uint mode) => (int)OfPath(new FileRequest { Call = FileCall.MakeDirectory, Mode = mode }, Encoding.UTF8.GetBytes(path));

    public int List(string directory, out IReadOnlyList<string> names)
    {
        var result = (int)OfPath(new FileRequest { Call = FileCall.List }, Encoding.UTF8.GetBytes(directory), out var bytes);
        names = Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return result;
    }

    /// <inheritdoc/>
    /// <remarks>So is one that was never had: of a file that an earlier agent had open.</remarks>
    public bool IsLost(int fd) => fd < 0 || _descriptors.TryGetValue(fd, out var far) && far.Life != _life;

    /// <summary>Ends the wait of the call that runs, and of every later one, now and for good. From any thread.</summary>
    public void Cancel() => _cancel.Signal();

    /// <summary>The agent ends as soon as it notices, which may be never: nothing here waits for it.</summary>
    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
        _cancel.Dispose();
    }

    private long OfPath(FileRequest request, ReadOnlySpan<byte> text) => OfPath(request, text, out _);

    private long OfPath(FileRequest request, ReadOnlySpan<byte> text, out byte[] bytes)
    {
        byte[]? all = [];
        var result = text.Length > FileAgentWire.LargestPiece ? -Errno.EINVAL : EnsureStarted();
        var answer = result < 0 ? result : Call(request, text, [], ref all);
        bytes = all ?? [];
        return answer;
    }

    private long OfDescriptor(int fd, FileRequest request, ReadOnlySpan<byte> payload, Span<byte> room)
    {
        if (fd < 0)
            return IsStuck ? -Errno.ETIMEDOUT : -Errno.EIO;
        if (!_descriptors.TryGetValue(fd, out var far))
            return -Errno.EBADF;
        byte[]? unused = null;
        return far.Life != _life ? -Errno.EIO : Call(request with { Fd = far.Fd }, payload, room, ref unused, fd);
    }

    private long Call(FileRequest request, ReadOnlySpan<byte> payload, Span<byte> room, ref byte[]? all, int descriptor = 0)
    {
        if (!Settle())
            return _socket is null ? -Errno.EIO : -Errno.ETIMEDOUT;
        switch (Send(request, payload))
        {
            case Transfer.Broken:
                return -Errno.EIO;
            case Transfer.Late:
                return -Errno.ETIMEDOUT;
        }
        var came = Receive(_answerWithin, room, ref all, out var result);
        if (came == Transfer.Late)
        {
            _unanswered = new Unanswered(request.Call, descriptor);
            return -Errno.ETIMEDOUT;
        }
        return came == Transfer.Done ? result : -Errno.EIO;
    }

    /// <summary>Takes the answer to a call that was late, without waiting. False while it has not come.</summary>
    private bool Settle()
    {
        if (_unanswered is not { } late)
            return _socket is not null;
        byte[]? all = [];
        if (Receive(TimeSpan.Zero, [], ref all, out var result) != Transfer.Done)
            return false;
        _unanswered = null;
        // Nobody knows of a file that was opened so late.
        if (late.Call == FileCall.Open && result >= 0)
            Send(new FileRequest { Call = FileCall.Close, Fd = (int)result }, []);
        if (late.Call == FileCall.Write && late.Descriptor != 0)
            _lateWrites[late.Descriptor] = result;
        return true;
    }

    private Transfer Send(FileRequest request, ReadOnlySpan<byte> payload)
    {
        if (_socket is null)
            return Transfer.Broken;
        request = request with { Length = payload.Length };
        var patience = (int)_answerWithin.TotalMilliseconds;
        var sent = _socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<FileRequest>(in request)), patience, _cancel.Descriptor);
        if (sent != Transfer.Done)
            return sent == Transfer.Broken ? Lose() : sent;
        return _socket.Send(payload, patience, _cancel.Descriptor) == Transfer.Done ? Transfer.Done : Lose();
    }

    /// <summary>One whole answer: its bytes into <paramref name="room"/>, or all of them into an array where one is given.</summary>
    private Transfer Receive(TimeSpan patience, Span<byte> room, ref byte[]? all, out long result)
    {
        result = 0;
        if (_socket is null)
            return Transfer.Broken;
        FileAnswer answer = default;
        var came = _socket.Receive(MemoryMarshal.AsBytes(new Span<FileAnswer>(ref answer)), (int)patience.TotalMilliseconds, _cancel.Descriptor);
        if (came != Transfer.Done)
            return came == Transfer.Broken ? Lose() : came;
        if (all is not null)
            room = all = new byte[answer.Length];
        result = answer.Result;
        var rest = answer.Length <= room.Length
            ? _socket.Receive(room[..answer.Length], (int)_answerWithin.TotalMilliseconds, _cancel.Descriptor)
            : Transfer.Broken;
        return rest == Transfer.Done ? rest : Lose();
    }

    private int EnsureStarted()
    {
        if (_socket is not null)
            return 0;
        var result = FileSocket.Pair(out var ours, out var theirs);
        if (result < 0)
            return result;
        var pid = program.Start(mount, theirs);
        Pipes.Close(theirs);
        _socket = new FileSocket(ours);
        if (pid < 0)
        {
            Lose();
            return pid;
        }
        Pid = pid;
        started?.Invoke(pid);
        byte[]? unused = null;
        var hello = Receive(_startWithin, [], ref unused, out _);
        if (hello == Transfer.Late)
            Lose();
        return hello == Transfer.Done ? 0 : -Errno.EIO;
    }

    /// <summary>The agent is of no use any more, and what it had open is gone.</summary>
    private Transfer Lose()
    {
        _socket?.Dispose();
        _socket = null;
        _unanswered = null;
        _lateWrites.Clear();
        _life++;
        Pid = 0;
        return Transfer.Broken;
    }

    /// <summary>A call that was not answered in time, and which of our descriptors it was about; 0 where nobody asks any more.</summary>
    private readonly record struct Unanswered(FileCall Call, int Descriptor);
}
