using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>
/// The new image's side: takes what the old one has handed over, or gives the process back to the old one. From <see cref="Commit"/> on there is no
/// way back.
/// </summary>
internal sealed class Takeover
{
    private readonly int _file;
    private readonly int _old;

    private Takeover(int file, int old, HandoverState state) => (_file, _old, State) = (file, old, state);

    public HandoverState State { get; }

    /// <summary>Why the image that was to take over did not: this is the old one, which goes on. Empty where this is the new one.</summary>
    public static string Refusal => ProcessStart.HandoverRefusal ?? "";

    /// <summary>Null for a program that begins. Where it cannot be done this does not return, unless there is no way back: then it fails.</summary>
    /// <param name="verify">What else must be there; fails where it is not.</param>
    public static Takeover? Begin(Action verify)
    {
        if (ProcessStart.Handover is not { } text)
            return null;
        if (HandoverFile.Parse(text) is not var (file, old))
            throw new UpgradeRefusedException($"{ProcessStart.HandoverVariable}={text} names no state");
        try
        {
            var state = HandoverFile.Read(file);
            state.Verify();
            verify();
            return new Takeover(file, old, state);
        }
        catch (Exception refused) when (Refusal.Length == 0)
        {
            GoBack(text, old, refused.Message);
            throw;
        }
    }

    /// <summary>Everything is this image's now.</summary>
    public void Commit()
    {
        foreach (var descriptor in SnapshotDescriptors.Of(State.Daemon))
            _ = Libc.fcntl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);
        Pipes.Close(_file);
        Pipes.Close(_old);
        // Executed by a descriptor's name, it would be called by its number.
        _ = Libc.prctl(Libc.PR_SET_NAME, Path.GetFileName(State.ProgramPath));
    }

    /// <summary>Executes the program that wrote the state, by the descriptor that it left for this. Returns only where that fails.</summary>
    private static unsafe void GoBack(string handover, int old, string reason)
    {
        using var path = new NativeStrings([$"/proc/self/fd/{old}"]);
        using var arguments = new NativeStrings(ProcessStart.Arguments);
        using var environment = new NativeStrings(
        [
            .. ProcessStart.Environment,
            $"{ProcessStart.HandoverVariable}={handover}",
            $"{ProcessStart.HandoverRefusalVariable}={reason.ReplaceLineEndings(" ")}",
        ]);
        _ = Libc.execve(*path.Pointer, arguments.Pointer, environment.Pointer);
    }
}
