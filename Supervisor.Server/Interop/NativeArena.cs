using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// Memory outside the collector for the strings of one system call, taken piece by piece and given back all at once. Used again for the
/// next call, so that a start of a child leaves no garbage. One thread's.
/// </summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly List<(nint Start, int Bytes)> _chunks = [];
    private int _used;

    /// <summary>Makes everything that was allocated invalid. The first chunk is kept.</summary>
    public void Clear()
    {
        for (var i = _chunks.Count - 1; i > 0; i--)
        {
            NativeMemory.Free((void*)_chunks[i].Start);
            _chunks.RemoveAt(i);
        }
        _used = 0;
    }

    /// <summary>Aligned to 8 bytes.</summary>
    public byte* Allocate(int bytes)
    {
        var rounded = (bytes + 7) & ~7;
        if (_chunks.Count == 0 || _used + rounded > _chunks[^1].Bytes)
        {
            var size = Math.Max(ChunkBytes, rounded);
            _chunks.Add(((nint)NativeMemory.Alloc((nuint)size), size));
            _used = 0;
        }
        var start = (byte*)_chunks[^1].Start + _used;
        _used += rounded;
        return start;
    }

    /// <summary>The text as a C string.</summary>
    public byte* String(string text) => Joined(text, null, null);

    /// <summary><c>name=value</c> as a C string.</summary>
    public byte* Variable(string name, string value) => Joined(name, "=", value);

    /// <summary>A NULL-terminated array of C strings.</summary>
    public byte** Strings(IReadOnlyList<string> texts)
    {
        var pointers = (byte**)Allocate((texts.Count + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            pointers[i] = String(texts[i]);
        pointers[texts.Count] = null;
        return pointers;
    }

    public void Dispose()
    {
        Clear();
        foreach (var (start, _) in _chunks)
            NativeMemory.Free((void*)start);
        _chunks.Clear();
    }

    private byte* Joined(string first, string? second, string? third)
    {
        if (Ascii.IsValid(first) && (third is null || Ascii.IsValid(third)))
        {
            var start = Allocate(first.Length + (second?.Length ?? 0) + (third?.Length ?? 0) + 1);
            var end = Append(start, first);
            end = Append(end, second);
            *Append(end, third) = 0;
            return start;
        }
        var bytes = OsText.Encode(first + second + third);
        var copy = Allocate(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        copy[bytes.Length] = 0;
        return copy;
    }

    private static byte* Append(byte* at, string? text)
    {
        if (text is null)
            return at;
        Ascii.FromUtf16(text, new Span<byte>(at, text.Length), out _);
        return at + text.Length;
    }
}
