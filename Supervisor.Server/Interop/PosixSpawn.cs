namespace Supervisor.Server.Interop;

/// <summary>Where a spawned program stands among process groups.</summary>
internal enum SpawnedInto
{
    /// <summary>A process group of its own in the session of its parent.</summary>
    OwnGroup,

    /// <summary>A session of its own, without a terminal.</summary>
    OwnSession,

    /// <summary>The group of its parent: a signal to the group reaches both.</summary>
    ParentsGroup,
}

/// <summary>posix_spawn(3) with the attributes that children of the daemon get.</summary>
internal static unsafe class PosixSpawn
{
    private const int MaxSignal = Libc.NSIG - 1;

    /// <summary>What a child ends with that could not execute its program.</summary>
    public const int FailedExecStatus = 127;

    /// <summary>Larger than the C library's own opaque structures on every architecture.</summary>
    internal const int OpaqueBytes = 512;

    /// <summary>What the children find at its default: all but the two that stock's find ignored.</summary>
    private static readonly SignalSet Defaults = SignalSet.Of([.. Enumerable.Range(1, MaxSignal).Except([Signals.SIGPIPE, Signals.SIGXFSZ])]);

    private static bool _hasCloseFrom = true;

    /// <summary>
    /// Starts a program with these descriptors as 0, 1, 2 and so on, no others, an empty signal mask, and all dispositions but the two at their defaults.
    /// Returns an errno, 0 for success.
    /// </summary>
    public static int Start(
        string file, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, ReadOnlySpan<int> descriptors, SpawnedInto place, out int pid)
    {
        using var path = new NativeStrings([file]);
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        return Start(*path.Pointer, argv.Pointer, envp.Pointer, descriptors, place, out pid);
    }

    /// <summary>The same from strings that are the caller's.</summary>
    public static int Start(byte* file, byte** argv, byte** envp, ReadOnlySpan<int> descriptors, SpawnedInto place, out int pid)
    {
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        Libc.posix_spawn_file_actions_init(actions);
        Libc.posix_spawnattr_init(attributes);
        try
        {
            for (var target = 0; target < descriptors.Length; target++)
                Libc.posix_spawn_file_actions_adddup2(actions, descriptors[target], target);
            CloseOthers(actions, descriptors.Length);
            SetAttributes(attributes, place);
            var child = 0;
            var errno = Libc.posix_spawn(&child, file, actions, attributes, argv, envp);
            pid = child;
            return errno;
        }
        finally
        {
            Libc.posix_spawn_file_actions_destroy(actions);
            Libc.posix_spawnattr_destroy(attributes);
        }
    }

    private static void SetAttributes(byte* attributes, SpawnedInto place)
    {
        var (defaults, none) = (Defaults, default(SignalSet));
        Libc.posix_spawnattr_setsigdefault(attributes, &defaults);
        Libc.posix_spawnattr_setsigmask(attributes, &none);
        Libc.posix_spawnattr_setpgroup(attributes, 0);
        var group = place switch
        {
            SpawnedInto.OwnSession => Libc.POSIX_SPAWN_SETSID,
            SpawnedInto.OwnGroup => Libc.POSIX_SPAWN_SETPGROUP,
            _ => 0,
        };
        Libc.posix_spawnattr_setflags(attributes, (short)(group | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK));
    }

    /// <summary>Our own descriptors are closed on exec anyway; this is for those the daemon was started with. Before glibc 2.34 they stay.</summary>
    private static void CloseOthers(byte* actions, int first)
    {
        if (!_hasCloseFrom)
            return;
        try
        {
            Libc.posix_spawn_file_actions_addclosefrom_np(actions, first);
        }
        catch (EntryPointNotFoundException)
        {
            _hasCloseFrom = false;
        }
    }
}
