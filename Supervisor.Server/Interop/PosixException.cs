using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The kernel said no: which call, and why.</summary>
internal sealed class PosixException(string call, int errno) : Exception($"{call}: {Interop.Errno.Text(errno)} ({Interop.Errno.Name(errno)})")
{
    public string Call { get; } = call;

    public int Errno { get; } = errno;

    /// <summary>For the call that just failed on this thread.</summary>
    public static PosixException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
