using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/wait.h</c>: deaths of children.</summary>
internal static unsafe partial class Libc
{
    internal const int WNOHANG = 1;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);
}
