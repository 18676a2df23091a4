using System.Runtime.InteropServices;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>Turns the signals the daemon answers to into mail on the loop, and keeps them from having their default effect.</summary>
internal sealed class SignalSource : IDisposable
{
    private static readonly int[] Handled =
        [Signals.SIGTERM, Signals.SIGINT, Signals.SIGQUIT, Signals.SIGHUP, Signals.SIGUSR2, Signals.SIGCHLD];

    private readonly List<PosixSignalRegistration> _registrations = [];

    public SignalSource(EventLoop loop, Action<int> handle)
    {
        SignalDispositions.StopIgnoring(Handled);
        foreach (var signal in Handled)
        {
            // A number that is no member of the enum is taken as the signal's own.
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                loop.Post(() => handle(signal));
            }));
        }
        SignalDispositions.ClaimChildren();
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
