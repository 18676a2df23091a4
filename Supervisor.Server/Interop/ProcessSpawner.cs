namespace Supervisor.Server.Interop;

/// <summary>
/// Starts children from one thread. What a child needs besides a program (its user, directory and umask) it takes for itself before its exec:
/// the daemon's own are not touched.
/// </summary>
internal sealed unsafe class ProcessSpawner : IDisposable
{
    /// <summary>A descriptor beyond this is brought below it first: what lies under the highest one is copied for the child.</summary>
    private const int LowDescriptors = 64;

    /// <summary>Characters. A pipe takes a page at once in any case.</summary>
    private const int LongestReason = 3900;

    private readonly NativeArena _arena = new();
    private readonly int[] _places = [-1, -1, -1];
    private EventFd? _placeholder;

    /// <summary>False where a JIT runs the daemon that was built without a C compiler: its children start as stages.</summary>
    public static bool IsBuiltIn { get; } = IsThere();

    /// <summary>Takes the places below for the ends of pipes, while there are low numbers to be had.</summary>
    public void Prepare()
    {
        _placeholder = new EventFd();
        for (var i = 0; i < _places.Length; i++)
            _places[i] = Libc.fcntl(_placeholder.Descriptor, Libc.F_DUPFD_CLOEXEC, 0);
    }

    /// <summary>
    /// Starts a child and returns its pid. Throws where there can be no child at all (call "fork"). What goes wrong between fork and exec
    /// shows as stock shows it: the reason on the child's stderr and exit status 127.
    /// </summary>
    public int Spawn(SpawnRequest request)
    {
        _arena.Clear();
        var order = new Libc.spawn_order { uid = -1, umask = request.Umask ?? -1 };
        var refused = SetUser(ref order, request.Uid, request.Identity);
        order.file = refused is null ? _arena.String(request.File) : null;
        order.argv = _arena.Strings(request.Arguments);
        order.envp = request.SharedEnvironment.With(request.OwnEnvironment, _arena);
        order.directory = request.Directory is { } directory ? _arena.String(directory) : null;
        order.cgroup = request.Cgroup is { } cgroup ? _arena.String(Cgroups.EntryOf(cgroup)) : null;
        (order.ready_end, order.ready_number) = request.Ready ?? default;
        SetResources(ref order, request.Resources);
        var isMoved = SetDescriptors(ref order, request);
        var pid = Libc.supervisor_spawn(&order);
        if (isMoved)
            LeavePlaces();
        if (pid < 0)
            throw new PosixException("fork", -pid);
        if (order.failed != Libc.SPAWN_DONE)
            Tell(request.Stderr, refused is null ? Reason(order, request) : SpawnFailure.OfUser(request.Uid, refused));
        return pid;
    }

    public void Dispose()
    {
        _arena.Dispose();
        _placeholder?.Dispose();
        foreach (var place in _places)
        {
            if (place >= 0)
                Pipes.Close(place);
        }
    }

    private static bool IsThere()
    {
        try
        {
            return Libc.supervisor_spawn(null) == 0;
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Returns null, or why the child cannot run as this user.</summary>
    private string? SetUser(ref Libc.spawn_order order, int? wanted, Identity? known)
    {
        if (wanted is not { } uid || (known is null && uid == Credentials.CurrentUid))
            return null;
        if ((known ?? Identity.Of(uid)) is not { } identity)
            return Identity.Unknown(uid);
        if (Credentials.CurrentUid != 0)
            return "Can't drop privilege as nonroot user";
        (order.uid, order.gid, order.group_count) = (identity.Uid, identity.Gid, identity.Groups.Length);
        order.groups = (int*)_arena.Allocate(Math.Max(1, identity.Groups.Length) * sizeof(int));
        identity.Groups.CopyTo(new Span<int>(order.groups, identity.Groups.Length));
        return null;
    }

    private void SetResources(ref Libc.spawn_order order, IReadOnlyList<ResourceSetting> resources)
    {
        if (resources.Count == 0)
            return;
        order.setting_count = resources.Count;
        order.settings = (Libc.spawn_setting*)_arena.Allocate(resources.Count * sizeof(Libc.spawn_setting));
        for (var i = 0; i < resources.Count; i++)
        {
            var resource = resources[i];
            order.settings[i] = new() { kind = (int)resource.Kind, number = resource.Number, first = resource.First, second = resource.Second };
        }
    }

    /// <summary>Returns whether copies of the descriptors lie in the places now.</summary>
    private bool SetDescriptors(ref Libc.spawn_order order, SpawnRequest request)
    {
        ReadOnlySpan<int> given = [request.Stdin, request.Stdout, request.Stderr];
        var moves = _placeholder is not null && Math.Max(Math.Max(given[0], given[1]), given[2]) > LowDescriptors && !_places.Contains(-1);
        for (var i = 0; i < given.Length; i++)
            order.descriptors[i] = moves && Libc.dup3(given[i], _places[i], Libc.O_CLOEXEC) >= 0 ? _places[i] : given[i];
        return moves;
    }

    /// <summary>As long as an end of a pipe lies there, nobody is told that its other side is gone.</summary>
    private void LeavePlaces()
    {
        foreach (var place in _places)
            _ = Libc.dup3(_placeholder!.Descriptor, place, Libc.O_CLOEXEC);
    }

    private static string Reason(in Libc.spawn_order order, SpawnRequest request)
    {
        var errno = Errno.Name(order.error);
        return order.failed switch
        {
            Libc.SPAWN_SETGROUPS => SpawnFailure.OfUser(request.Uid, Credentials.GroupsRefused(order.error)),
            Libc.SPAWN_SETGID => SpawnFailure.OfUser(request.Uid, Credentials.GroupRefused(order.error)),
            Libc.SPAWN_SETUID => SpawnFailure.OfUser(request.Uid, $"Could not set user id: {errno}" + Credentials.Missing("CAP_SETUID", order.error)),
            Libc.SPAWN_CHDIR => SpawnFailure.OfDirectory(request.Directory!, order.error),
            Libc.SPAWN_CGROUP => SpawnFailure.OfCgroup(request.Cgroup!, order.error),
            Libc.SPAWN_RESOURCE => SpawnFailure.OfResource(request.Resources, request.Resources[order.refused], order.error),
            Libc.SPAWN_EXEC => SpawnFailure.OfExec(request.Arguments[0], order.error),
            _ => $"couldn't take its descriptors: {errno}",
        };
    }

    /// <summary>Says it in the place of the child, which has ended by now. Nobody reads the pipe yet, so no more than what it takes at once.</summary>
    private static void Tell(int stderr, string reason)
    {
        var cut = reason.Length <= LongestReason ? reason : reason[..LongestReason] + "...";
        Pipes.Write(stderr, SpawnFailure.Text(cut));
    }
}
