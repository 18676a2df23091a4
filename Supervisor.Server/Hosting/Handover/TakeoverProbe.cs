using System.Text.Json;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Starts the program that is to take over, as <see cref="TakeoverCheck"/>, with a state to read. One that crashes, hangs or is something else does so
/// here, where it harms nobody.
/// </summary>
internal static class TakeoverProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>More than any answer or complaint of ours.</summary>
    private const int MaxTextBytes = 4096;

    /// <summary>Returns who it is. Fails with <see cref="UpgradeRefusedException"/>. Loop thread only.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="table">Reaps it.</param>
    /// <param name="program">The file.</param>
    /// <param name="state">The descriptor of what it is to read.</param>
    /// <param name="stop">Completes when the daemon is to end or to restart: nothing that was tried may be left then.</param>
    public static async Task<TakeoverAnswer> RunAsync(EventLoop loop, ProcessTable table, string program, int state, Task stop)
    {
        var (output, outputOfChild) = Pipes.Create();
        var (error, errorOfChild) = Pipes.Create();
        try
        {
            OwnProcess probe;
            try
            {
                probe = await table.StartOwnAsync(() => Start(program, outputOfChild, errorOfChild, state));
            }
            catch (PosixException refused)
            {
                throw new UpgradeRefusedException($"'{program}' cannot be executed: {refused.Message}");
            }
            await loop.CompletesWithinAsync(Task.WhenAny(probe.Ended, stop), Patience);
            if (!probe.Ended.IsCompleted)
            {
                // With what it may have started: it leads a session of its own.
                Signals.KillGroup(probe.Pid, Signals.SIGKILL);
                throw new UpgradeRefusedException(
                    stop.IsCompleted ? UpgradeSequence.IsEnding : $"'{program}' did not answer within {Patience.TotalSeconds} seconds");
            }
            return Understand(program, await probe.Ended, Read(output), OsText.Decode(Read(error)).Trim());
        }
        finally
        {
            foreach (var end in new[] { output, outputOfChild, error, errorOfChild })
                Pipes.Close(end);
        }
    }

    private static int Start(string program, int output, int error, int state)
    {
        var nothing = LogFileCalls.Open("/dev/null", Libc.O_RDWR, 0);
        try
        {
            var errno = PosixSpawn.Start(
                program,
                [program, TakeoverCheck.Word],
                ProcessStart.Environment,
                [nothing, output, error, state],
                SpawnedInto.OwnSession,
                out var pid);
            return errno == 0 ? pid : throw new PosixException("posix_spawn", errno);
        }
        finally
        {
            LogFileCalls.Close(nothing);
        }
    }

    private static TakeoverAnswer Understand(string program, WaitStatus end, byte[] answer, string complaint)
    {
        if (end is not { Exited: true, ExitCode: 0 })
            throw new UpgradeRefusedException($"'{program}' was tried and failed ({end.Describe()}){(complaint.Length > 0 ? $": {complaint}" : "")}");
        try
        {
            if (JsonSerializer.Deserialize(answer, TakeoverJson.Default.TakeoverAnswer) is { Program: TakeoverCheck.Program } understood)
                return understood;
        }
        catch (JsonException)
        {
            // Some other program, which said something else.
        }
        throw new UpgradeRefusedException($"'{program}' is no supervisord that could take over");
    }

    /// <summary>What is there: the writer has ended.</summary>
    private static byte[] Read(int pipe)
    {
        Pipes.SetNonBlocking(pipe);
        var bytes = new byte[MaxTextBytes];
        return bytes[..Math.Max(0, Pipes.Read(pipe, bytes).Count)];
    }
}
