using System.Runtime.InteropServices;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl;

/// <summary>Owns Ctrl-C while it exists: instead of ending the program it ends whatever is being waited for.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly EventFd _event = new();
    private readonly PosixSignalRegistration _registration;

    public Interruption() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = true;
        _event.Signal();
    });

    /// <summary>Readable once Ctrl-C was pressed.</summary>
    public int Descriptor => _event.Descriptor;

    /// <summary>
    /// Waits for the given descriptors or for Ctrl-C; the latter is taken, and thrown as <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="interruption">Null where Ctrl-C ends the program anyway.</param>
    /// <param name="entries">What to wait for.</param>
    /// <param name="milliseconds">For how long at most.</param>
    public static void Wait(Interruption? interruption, Span<PollEntry> entries, int milliseconds = Poll.Forever)
    {
        Span<PollEntry> all = stackalloc PollEntry[entries.Length + 1];
        entries.CopyTo(all);
        all[^1] = new PollEntry(interruption?.Descriptor ?? -1, Readiness.Readable);
        Poll.Wait(all, milliseconds);
        all[..^1].CopyTo(entries);
        if (all[^1].IsReady)
            interruption!.Take();
    }

    public void Dispose()
    {
        _registration.Dispose();
        _event.Dispose();
    }

    private void Take()
    {
        _event.Clear();
        throw new OperationCanceledException();
    }
}
