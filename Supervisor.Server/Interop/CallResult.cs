using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// How this folder tells its callers that a call failed. Where the caller decides by the reason, the result is a number with the errno negated, as the
/// kernel itself has it, or 0 and the plain errno where there is no number (<see cref="UnixSocketCalls"/>, <see cref="PosixSpawn"/>). Reads and writes
/// give an <see cref="IoResult"/>. Where the caller can only give up, it is a <see cref="PosixException"/>.
/// </summary>
internal static class CallResult
{
    /// <summary>What a function of the C library returned, or the negative errno.</summary>
    public static int Number(nint returned) => returned < 0 ? -Marshal.GetLastPInvokeError() : (int)returned;

    /// <summary>0, or the errno.</summary>
    public static int Error(nint returned) => returned < 0 ? Marshal.GetLastPInvokeError() : 0;
}
