using Microsoft.Win32.SafeHandles;

namespace Supervisor.Tests.Support;

/// <summary>Owns a descriptor from which a given text can be read, and then the end.</summary>
internal sealed class TypedInput : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly SafeFileHandle _handle;

    public TypedInput(string text)
    {
        File.WriteAllText(_path, text);
        _handle = File.OpenHandle(_path);
    }

    public int Descriptor => (int)_handle.DangerousGetHandle();

    public void Dispose()
    {
        _handle.Dispose();
        File.Delete(_path);
    }
}
