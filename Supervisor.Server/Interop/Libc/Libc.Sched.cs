using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sched.h</c>: what threads share.</summary>
internal static partial class Libc
{
    internal const int CLONE_FS = 0x200;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unshare(int flags);
}
