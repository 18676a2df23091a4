using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// One living child: owns everything that dies with it, its channels and its share of a FastCGI socket. Its logs outlive it: a program that
/// starts again goes on in them. Loop thread only.
/// </summary>
internal sealed class Child(int pid, InputChannel? input, OutputChannel output, OutputChannel? error, IStdinSocket? socket) : IDisposable
{
    public int Pid => pid;

    /// <summary>Null where fd 0 is a FastCGI socket.</summary>
    public InputChannel? Input => input;

    public OutputChannel Output => output;

    /// <summary>Null with <c>redirect_stderr</c>.</summary>
    public OutputChannel? Error => error;

    /// <summary>How it ended; null while it lives. Its pid may be somebody else's by now.</summary>
    public WaitStatus? Exit { get; set; }

    public ChildRecord ToRecord() => new(input?.ToRecord(), output.ToRecord(), error?.ToRecord(), socket is not null);

    /// <summary>Takes what a dead child left in its pipes.</summary>
    public void Drain()
    {
        output.Drain();
        error?.Drain();
    }

    public void Dispose()
    {
        input?.Dispose();
        output.Dispose();
        error?.Dispose();
        socket?.Release();
    }
}
