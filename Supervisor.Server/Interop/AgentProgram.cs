namespace Supervisor.Server.Interop;

/// <summary>How a file agent is started: a program, its arguments, and the word that stands before the mount it works for.</summary>
internal sealed record AgentProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The word of the daemon's command line that makes an agent of it.</summary>
    public const string Word = "file-agent";

    /// <summary>This very program. By the link the kernel keeps, since the file may have been replaced or moved.</summary>
    public static AgentProgram Own { get; } = new(ProcessStart.OwnBinary, [ProcessStart.OwnName, Word]);

    /// <summary>Starts one with its end of a socket pair. Returns a negative errno, or the pid.</summary>
    public int Start(string mount, int socket)
    {
        var nothing = LogFileCalls.Open("/dev/null", Libc.O_RDWR, 0);
        if (nothing < 0)
            return nothing;
        try
        {
            var errno = PosixSpawn.Start(
                File,
                [.. Arguments, mount],
                ProcessStart.Environment,
                [nothing, nothing, nothing, socket],
                SpawnedInto.OwnSession,
                out var pid);
            return errno != 0 ? -errno : pid;
        }
        finally
        {
            LogFileCalls.Close(nothing);
        }
    }
}
