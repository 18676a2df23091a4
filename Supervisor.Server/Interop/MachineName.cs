using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The machine's own name, whole, where the runtime's property ends it at the first dot.</summary>
internal static unsafe class MachineName
{
    private const int MaxBytes = 256;

    public static string Read()
    {
        var name = stackalloc byte[MaxBytes + 1];
        new Span<byte>(name, MaxBytes + 1).Clear();
        return Libc.gethostname(name, MaxBytes) == 0 ? OsText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)) : Environment.MachineName;
    }
}
