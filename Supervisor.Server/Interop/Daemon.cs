using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>
/// Going to the background without a fork, which a threaded runtime must not do: the program starts itself again in a new session and
/// waits to hear that it is up. Owns the pipe between the two.
/// </summary>
internal static class Daemon
{
    /// <summary>Tells the second one which descriptor to announce itself on; not for its children.</summary>
    public const string PipeVariable = "SUPERVISOR_DAEMON_PIPE";

    private const int AnnouncementDescriptor = 3;

    /// <summary>Whether this is the second one.</summary>
    public static bool IsRespawned => Environment.GetEnvironmentVariable(PipeVariable) is not null;

    /// <summary>Starts the same program with the same arguments. Returns 0 when it has announced itself, else its exit code.</summary>
    public static int Respawn()
    {
        var (read, write) = Pipes.Create();
        string[] environment = [.. ProcessStart.Environment, $"{PipeVariable}={AnnouncementDescriptor}"];
        var errno = ProcessStart.Spawn(environment, [0, 1, 2, write], SpawnedInto.OwnSession, out var pid);
        if (errno != 0)
            throw new PosixException("posix_spawn", errno);
        Pipes.Close(write);
        Span<byte> announcement = stackalloc byte[1];
        if (Pipes.Read(read, announcement).Count == 1)
            return 0;
        var status = ChildReaper.Await(pid);
        return status.Exited ? status.ExitCode : 1;
    }

    /// <summary>
    /// Descriptors besides 0, 1 and 2 that stand for the same files: a runtime keeps such copies. Whoever reads the output of the command line
    /// would wait for them. To be asked before a log is opened, which may be such a file too.
    /// </summary>
    public static IReadOnlyList<int> CopiesOfStandardStreams()
    {
        var standard = new List<FileStatus>();
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (LogFileCalls.Status(descriptor, out var status) == 0 && !status.IsNullDevice)
                standard.Add(status);
        }
        return
        [
            .. OpenDescriptors().Where(fd => fd > 2 && LogFileCalls.Status(fd, out var status) == 0 && standard.Any(status.IsSameFileAs)),
        ];
    }

    /// <summary>Without <c>/proc</c> the first thousand numbers are tried.</summary>
    private static IEnumerable<int> OpenDescriptors()
    {
        const string Folder = "/proc/self/fd";
        return Directory.Exists(Folder)
            ? Directory.EnumerateFileSystemEntries(Folder).Select(entry => int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture))
            : Enumerable.Range(0, 1024);
    }

    /// <summary>In the second one: up and answering. From here on it has no terminal.</summary>
    public static void AnnounceReady(IReadOnlyList<int> copies)
    {
        var pipe = int.Parse(Environment.GetEnvironmentVariable(PipeVariable)!, CultureInfo.InvariantCulture);
        var nothing = Libc.open("/dev/null", Libc.O_RDWR, 0);
        foreach (var descriptor in copies.Concat([0, 1, 2]))
            _ = Libc.dup2(nothing, descriptor);
        if (nothing > 2)
            Pipes.Close(nothing);
        Pipes.Write(pipe, [0]);
        Pipes.Close(pipe);
    }

    public static void ChangeDirectory(string path)
    {
        if (Libc.chdir(path) < 0)
            throw PosixException.Last("chdir");
    }
}
