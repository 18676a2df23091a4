using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// Owns what was read from standard input and not used yet. The prompt takes keys from it, questions and <c>fg</c> take lines: what was
/// typed ahead for one must not be lost to the other.
/// </summary>
internal sealed class InputBuffer(int descriptor)
{
    private const int ReadBytes = 4096;

    private readonly byte[] _chunk = new byte[ReadBytes];
    private readonly Queue<byte> _bytes = new();
    private int _lines;

    public int Descriptor => descriptor;

    /// <summary>Nothing is left, and nothing will come.</summary>
    public bool IsAtEnd { get; private set; }

    public bool IsEmpty => _bytes.Count == 0;

    /// <summary>One read; waits where nothing is there yet.</summary>
    public void Fill()
    {
        var (count, errno) = Pipes.Read(descriptor, _chunk);
        // A terminal that was hung up fails to read; that is an end as well.
        if (count <= 0 && errno != Errno.EAGAIN)
            IsAtEnd = true;
        for (var i = 0; i < count; i++)
        {
            _bytes.Enqueue(_chunk[i]);
            _lines += _chunk[i] == '\n' ? 1 : 0;
        }
    }

    /// <summary>The next byte; null at the end.</summary>
    public byte? ReadByte(Interruption? interruption)
    {
        while (_bytes.Count == 0)
        {
            if (IsAtEnd)
                return null;
            Wait(interruption);
        }
        var next = _bytes.Dequeue();
        _lines -= next == '\n' ? 1 : 0;
        return next;
    }

    /// <summary>The next line without its end; null at the end. A last line may lack its end.</summary>
    public string? ReadLine(Interruption? interruption)
    {
        string? line;
        while (!TryTakeLine(out line) && !IsAtEnd)
            Wait(interruption);
        return line;
    }

    public bool TryTakeLine(out string? line)
    {
        line = null;
        if (_lines == 0 && !(IsAtEnd && _bytes.Count > 0))
            return false;
        var bytes = new List<byte>();
        while (_bytes.TryDequeue(out var next) && next != '\n')
            bytes.Add(next);
        _lines = Math.Max(0, _lines - 1);
        line = Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
        return true;
    }

    private void Wait(Interruption? interruption)
    {
        Interruption.Wait(interruption, [new PollEntry(descriptor, Readiness.Readable)]);
        Fill();
    }
}
