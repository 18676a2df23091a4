using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/resource.h</c>: limits, and what processes have of the scheduler.</summary>
internal static unsafe partial class Libc
{
    internal const int RLIMIT_CPU = 0;
    internal const int RLIMIT_FSIZE = 1;
    internal const int RLIMIT_DATA = 2;
    internal const int RLIMIT_STACK = 3;
    internal const int RLIMIT_CORE = 4;
    internal const int RLIMIT_RSS = 5;
    internal const int RLIMIT_NPROC = 6;
    internal const int RLIMIT_NOFILE = 7;
    internal const int RLIMIT_MEMLOCK = 8;
    internal const int RLIMIT_AS = 9;
    internal const int RLIMIT_LOCKS = 10;
    internal const int RLIMIT_SIGPENDING = 11;
    internal const int RLIMIT_MSGQUEUE = 12;
    internal const int RLIMIT_NICE = 13;
    internal const int RLIMIT_RTPRIO = 14;
    internal const int RLIMIT_RTTIME = 15;
    internal const int PRIO_PROCESS = 0;

    /// <summary>The C library has no header for these: linux/ioprio.h is the kernel's.</summary>
    internal const int IoPriorityClassShift = 13;
    internal const int IoPriorityLevels = 7;
    internal const int IoPriorityRealtime = 1;
    internal const int IoPriorityBestEffort = 2;
    internal const int IoPriorityIdle = 3;

    private const int IoPriorityOfProcess = 1;
    internal const ulong RLIM_INFINITY = ulong.MaxValue;

    [StructLayout(LayoutKind.Sequential)]
    internal struct rlimit
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }

    internal static nint ioprio_set(int process, int priority) => syscall(SYS_ioprio_set, IoPriorityOfProcess, process, priority);

    internal static nint ioprio_get(int process) => syscall(SYS_ioprio_get, IoPriorityOfProcess, process, 0);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int prlimit(int pid, int resource, rlimit* limit, rlimit* before);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setpriority(int which, int who, int priority);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getpriority(int which, int who);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sched_setaffinity(int pid, nuint bytes, ulong* mask);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sched_getaffinity(int pid, nuint bytes, ulong* mask);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getrlimit(int resource, rlimit* limit);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setrlimit(int resource, rlimit* limit);
}
