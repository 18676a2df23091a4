using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>A NULL-terminated array of C strings in one block of memory, as argv and envp want it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte* _block;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        var pointers = (strings.Count + 1) * sizeof(byte*);
        var size = pointers + strings.Sum(s => Encoding.UTF8.GetByteCount(s) + 1);
        _block = (byte*)NativeMemory.Alloc((nuint)size);
        var text = _block + pointers;
        var end = _block + size;
        for (var i = 0; i < strings.Count; i++)
        {
            ((byte**)_block)[i] = text;
            text += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(text, (int)(end - text)));
            *text++ = 0;
        }
        ((byte**)_block)[strings.Count] = null;
    }

    public byte** Pointer => (byte**)_block;

    public void Dispose() => NativeMemory.Free(_block);
}
