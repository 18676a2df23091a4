using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// The program of a file agent: carries out file calls for the daemon, one after another, until the daemon closes the socket. It is a
/// process of its own because the kernel does not let a process end while one of its threads waits for a file system.
/// </summary>
internal sealed class FileAgent(FileSocket socket)
{
    private const int Forever = -1;
    private const int NoCancel = -1;

    private readonly LocalFiles _files = new();
    private readonly byte[] _piece = new byte[FileAgentWire.LargestPiece];

    /// <summary>The whole life of the process. A signal to everything in the daemon's session or container does not end it before the last line is written.</summary>
    public static int Run()
    {
        foreach (var signal in (int[])[Signals.SIGTERM, Signals.SIGINT, Signals.SIGHUP, Signals.SIGQUIT, Signals.SIGXFSZ])
            _ = Libc.signal(signal, SignalDispositions.Ignore);
        using var socket = new FileSocket(FileAgentWire.Descriptor);
        new FileAgent(socket).Serve();
        return 0;
    }

    private void Serve()
    {
        Answer(0, []);
        while (Receive() is { } request)
        {
            var text = _piece.AsSpan(0, request.Length);
            switch (request.Call)
            {
                case FileCall.Close:
                    _files.Close(request.Fd);
                    break;
                case FileCall.ReadAt:
                    var count = _files.ReadAt(request.Fd, _piece.AsSpan(0, Math.Min(request.Flags, _piece.Length)), request.Offset);
                    Answer(count, _piece.AsSpan(0, Math.Max(0, count)));
                    break;
                case FileCall.Status:
                    AnswerStatus(_files.Status(request.Fd, out var ofFd), ofFd);
                    break;
                case FileCall.StatusOfPath:
                    AnswerStatus(_files.Status(Text(text), out var ofPath), ofPath);
                    break;
                case FileCall.List:
                    var result = _files.List(Text(text), out var names);
                    Answer(result, Encoding.UTF8.GetBytes(string.Join('\0', names)));
                    break;
                default:
                    Answer(Do(request, text), []);
                    break;
            }
        }
    }

    private long Do(in FileRequest request, ReadOnlySpan<byte> text) => request.Call switch
    {
        FileCall.Open => _files.Open(Text(text), request.Flags, request.Mode),
        FileCall.Write => _files.Write(request.Fd, text),
        FileCall.Position => _files.Position(request.Fd),
        FileCall.Lock => _files.Lock(request.Fd, request.Flags),
        FileCall.Rename => _files.Rename(Text(text[..request.Flags]), Text(text[request.Flags..])),
        FileCall.MakeDirectory => _files.MakeDirectory(Text(text), request.Mode),
        FileCall.Unlink => _files.Unlink(Text(text)),
        _ => -Errno.EINVAL,
    };

    /// <summary>Null when the daemon is gone.</summary>
    private FileRequest? Receive()
    {
        FileRequest request = default;
        if (socket.Receive(MemoryMarshal.AsBytes(new Span<FileRequest>(ref request)), Forever, NoCancel) != Transfer.Done)
            return null;
        return socket.Receive(_piece.AsSpan(0, request.Length), Forever, NoCancel) == Transfer.Done ? request : null;
    }

    private void AnswerStatus(int result, FileStatus status) =>
        Answer(result, MemoryMarshal.AsBytes(new ReadOnlySpan<FileStatus>(in status)));

    /// <summary>Where the daemon is gone, the next request says so.</summary>
    private void Answer(long result, ReadOnlySpan<byte> bytes)
    {
        var answer = new FileAnswer(result, bytes.Length);
        socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<FileAnswer>(in answer)), Forever, NoCancel);
        socket.Send(bytes, Forever, NoCancel);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
