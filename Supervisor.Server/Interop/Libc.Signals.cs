using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>This part: signal masks, signals read from a descriptor, and replacing the program.</summary>
internal static unsafe partial class Libc
{
    internal const int SIG_BLOCK = 0;
    internal const int SFD_NONBLOCK = 0x800;
    internal const int SFD_CLOEXEC = 0x80000;

    [LibraryImport(Library)]
    internal static partial int pthread_sigmask(int how, void* set, void* before);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int signalfd(int fd, void* mask, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int execve(byte* path, byte** argv, byte** envp);
}
