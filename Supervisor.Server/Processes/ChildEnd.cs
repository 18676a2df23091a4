using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>How a child ended, and when.</summary>
/// <param name="ExitCode">-1 when a signal ended it.</param>
/// <param name="Signal">The signal that did; 0 for none.</param>
/// <param name="At">On the loop's clock.</param>
internal readonly record struct ChildEnd(int ExitCode, int Signal, TimeSpan At)
{
    private const int SignalsOfShells = 128;

    /// <summary>As shells tell it: 128 and the signal's number for a child that was killed.</summary>
    public int ToShellCode() => Signal == 0 ? ExitCode : SignalsOfShells + Signal;

    /// <summary><c>exit status 3</c>, <c>terminated by SIGKILL</c>.</summary>
    public string Describe() => Signal == 0 ? $"exit status {ExitCode}" : $"terminated by {Signals.Name(Signal)}";
}
