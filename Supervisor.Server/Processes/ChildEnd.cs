using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>How a child ended, and when.</summary>
/// <param name="ExitCode">-1 when a signal ended it.</param>
/// <param name="Signal">The signal that did; 0 for none, <see cref="Untold"/> where nobody can tell how it ended.</param>
/// <param name="At">On the loop's clock.</param>
internal readonly record struct ChildEnd(int ExitCode, int Signal, TimeSpan At)
{
    /// <summary>It was no child of this daemon, which the kernel does not tell then.</summary>
    public const int Untold = -1;

    private const int SignalsOfShells = 128;
    private const int SomeFailure = 1;

    /// <summary>As shells tell it: 128 and the signal's number for a child that was killed.</summary>
    public int ToShellCode() => Signal switch
    {
        0 => ExitCode,
        Untold => SomeFailure,
        _ => SignalsOfShells + Signal,
    };

    /// <summary><c>exit status 3</c>, <c>terminated by SIGKILL</c>.</summary>
    public string Describe() => Signal switch
    {
        0 => $"exit status {ExitCode}",
        Untold => WaitStatus.Unknown.Describe(),
        _ => $"terminated by {Signals.Name(Signal)}",
    };
}
