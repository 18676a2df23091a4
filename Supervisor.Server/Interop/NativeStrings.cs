using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>A NULL-terminated array of C strings in one block of memory, as argv and envp want it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte* _block;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        var encoded = strings.Select(OsText.Encode).ToList();
        var pointers = (encoded.Count + 1) * sizeof(byte*);
        _block = (byte*)NativeMemory.Alloc((nuint)(pointers + encoded.Sum(s => s.Length + 1)));
        var text = _block + pointers;
        for (var i = 0; i < encoded.Count; i++)
        {
            ((byte**)_block)[i] = text;
            encoded[i].CopyTo(new Span<byte>(text, encoded[i].Length));
            text += encoded[i].Length;
            *text++ = 0;
        }
        ((byte**)_block)[encoded.Count] = null;
    }

    public byte** Pointer => (byte**)_block;

    public void Dispose() => NativeMemory.Free(_block);
}
