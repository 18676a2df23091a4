using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>signal.h</c>: sending signals, masks and dispositions. The signals' own numbers are in <see cref="Signals"/>.</summary>
internal static unsafe partial class Libc
{
    internal const int NSIG = 65;
    internal const int SIG_BLOCK = 0;
    internal const nint SIG_DFL = 0;
    internal const nint SIG_IGN = 1;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int sig);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint signal(int number, nint handler);

    [LibraryImport(Library)]
    internal static partial int pthread_sigmask(int how, void* set, void* before);
}
