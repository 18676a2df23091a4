using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>poll.h</c>: waiting for a few descriptors.</summary>
internal static unsafe partial class Libc
{
    internal const short POLLIN = 1;
    internal const short POLLPRI = 2;
    internal const short POLLOUT = 4;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(PollEntry* entries, nuint count, int timeout);
}
