namespace Supervisor.Server.Interop;

/// <summary>What a read or a write came to: bytes moved, or the errno of why not.</summary>
internal readonly record struct IoResult(int Count, int Errno)
{
    public bool WouldBlock => Errno == Interop.Errno.EAGAIN;

    /// <summary>Of a read: nothing will come any more.</summary>
    public bool IsEndOfFile => Errno == 0 && Count == 0;
}
