using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>What a read or a write came to: bytes moved, or the errno of why not.</summary>
internal readonly record struct IoResult(int Count, int Errno)
{
    public bool WouldBlock => Errno == Interop.Errno.EAGAIN;

    /// <summary>A signal cut the call short: it is to be repeated.</summary>
    public bool IsInterrupted => Errno == Interop.Errno.EINTR;

    /// <summary>Of a read: nothing will come any more.</summary>
    public bool IsEndOfFile => Errno == 0 && Count == 0;

    /// <summary>Of the call of the C library that returned just now on this thread.</summary>
    public static IoResult Of(nint returned) => returned >= 0 ? new((int)returned, 0) : new(-1, Marshal.GetLastPInvokeError());
}
