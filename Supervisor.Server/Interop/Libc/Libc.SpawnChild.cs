using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>Native/spawn_child.h</c>: no part of the C library, but C, as what it does between the birth of a child and its exec cannot be done by a managed program.</summary>
internal static unsafe partial class Libc
{
    internal const int SPAWN_DONE = 0;
    internal const int SPAWN_REFUSED = 1;
    internal const int SPAWN_DESCRIPTORS = 2;
    internal const int SPAWN_SETGROUPS = 3;
    internal const int SPAWN_SETGID = 4;
    internal const int SPAWN_SETUID = 5;
    internal const int SPAWN_CHDIR = 6;
    internal const int SPAWN_EXEC = 7;
    internal const int SPAWN_RESOURCE = 8;
    internal const int SPAWN_CGROUP = 9;

    internal const int SPAWN_OOM_SCORE = 0;
    internal const int SPAWN_NICE = 1;
    internal const int SPAWN_IO_PRIORITY = 2;
    internal const int SPAWN_AFFINITY = 3;
    internal const int SPAWN_LIMIT = 4;
    internal const ulong SPAWN_KEEP = ulong.MaxValue - 1;
    internal const int SPAWN_CPU_WORDS = 16;

    private const string OurLibrary = "supervisor_native";

    /// <summary>Part of the native program; where a JIT runs the daemon, a library beside it, if there was a compiler for it.</summary>
    [LibraryImport(OurLibrary)]
    internal static partial int supervisor_spawn(spawn_order* order);

    internal struct spawn_order
    {
        public byte* file;
        public byte** argv;
        public byte** envp;
        public byte* directory;
        public byte* cgroup;
        public int* groups;
        public int group_count;
        public int uid;
        public int gid;
        public int umask;
        public fixed int descriptors[3];
        public int ready_end;
        public int ready_number;
        public int setting_count;
        public spawn_setting* settings;
        public int failed;
        public int error;
        public int refused;
    }

    internal struct spawn_setting
    {
        public int kind;
        public int number;
        public ulong first;
        public ulong second;
    }
}
