using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// Starts children from one thread, which calls <see cref="Prepare"/> first. The thread leaves the file-system state that threads share,
/// so working directory and umask are its own, and it takes a child's credentials by raw system calls, which on Linux are per thread.
/// Where leaving is not allowed (a strict seccomp filter) the two are changed for everybody, for the moment of a spawn.
/// </summary>
internal sealed unsafe class ProcessSpawner : IDisposable
{
    private const string StandInScript = "printf '%s' \"$1\" >&2; exit 127";

    private static int _failedExecs;

    private readonly NativeArena _arena = new();
    private int _home = -1;

    /// <summary>
    /// How many children were made and could not execute their program since this was asked last, by any spawner. posix_spawn keeps the
    /// pid of such a child to itself, and the daemon may meet its death before posix_spawn does: exit status 127, of a stranger by its looks.
    /// </summary>
    public static int TakeFailedExecs() => Interlocked.Exchange(ref _failedExecs, 0);

    public void Prepare()
    {
        _ = Libc.unshare(Libc.CLONE_FS);
        _home = Libc.open(".", Libc.O_CLOEXEC | Libc.O_PATH, 0);
    }

    /// <summary>
    /// Starts a child and returns its pid. Throws where there can be no child at all (call "fork"). What goes wrong between fork and exec
    /// shows as stock shows it: the reason on the child's stderr and exit status 127, from a stand-in.
    /// </summary>
    public int Spawn(SpawnRequest request)
    {
        _arena.Clear();
        var switches = request.Uid is { } uid && uid != Libc.getuid();
        if (switches && Take(request.Uid!.Value, request.Identity) is { } refused)
            return StandIn(request, $"couldn't setuid to {request.Uid}: {refused}");
        var errno = 0;
        var failure = "";
        var pid = 0;
        uint? mask = null;
        try
        {
            if (request.Directory is { } directory && Libc.chdir(directory) < 0)
                failure = $"couldn't chdir to {directory}: {Errno.Name(Marshal.GetLastPInvokeError())}";
            if (failure.Length == 0)
            {
                mask = request.Umask is { } umask ? Libc.umask((uint)umask) : null;
                errno = Start(request.File, request.Arguments, request, out pid);
            }
        }
        finally
        {
            if (mask is { } before)
                Libc.umask(before);
            if (request.Directory is not null)
                _ = Libc.fchdir(_home);
            if (switches)
                ThreadCredentials.Restore();
        }
        if (errno is Errno.EAGAIN or Errno.ENOMEM)
            throw new PosixException("fork", errno);
        if (errno != 0)
        {
            Interlocked.Increment(ref _failedExecs);
            failure = $"couldn't exec {request.Arguments[0]}: {Errno.Name(errno)}";
        }
        return failure.Length == 0 ? pid : StandIn(request, failure);
    }

    public void Dispose()
    {
        _arena.Dispose();
        if (_home >= 0)
            Pipes.Close(_home);
        _home = -1;
    }

    private static string? Take(int uid, Identity? known)
    {
        if ((known ?? Identity.Of(uid)) is not { } identity)
            return Identity.Unknown(uid);
        return Libc.getuid() != 0 ? "Can't drop privilege as nonroot user" : ThreadCredentials.Take(identity);
    }

    private int Start(string file, IReadOnlyList<string> arguments, SpawnRequest request, out int pid) => PosixSpawn.Start(
        _arena.String(file),
        _arena.Strings(arguments),
        request.SharedEnvironment.With(request.OwnEnvironment, _arena),
        [request.Stdin, request.Stdout, request.Stderr],
        SpawnedInto.OwnGroup,
        out pid);

    private int StandIn(SpawnRequest request, string reason)
    {
        var text = $"supervisor: {reason}\nsupervisor: child process was not spawned\n";
        var errno = Start("/bin/sh", ["sh", "-c", StandInScript, "sh", text], request, out var pid);
        return errno == 0 ? pid : throw new PosixException("fork", errno);
    }
}
