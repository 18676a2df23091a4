using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>
/// One living child: owns everything that dies with it, its channels and its share of a FastCGI socket. Its logs outlive it: a program that
/// starts again goes on in them. Loop thread only.
/// </summary>
internal sealed class Child(int pid, InputChannel? input, OutputChannel output, OutputChannel? error, IStdinSocket? socket, AdoptedProcess? adopted = null) : IDisposable
{
    public int Pid => pid;

    /// <summary>Null where fd 0 is a FastCGI socket.</summary>
    public InputChannel? Input => input;

    public OutputChannel Output { get; private set; } = output;

    /// <summary>Null with <c>redirect_stderr</c>.</summary>
    public OutputChannel? Error { get; private set; } = error;

    /// <summary>Null for one that this process has made.</summary>
    public AdoptedProcess? Adopted => adopted;

    /// <summary>The directory of its own cgroup; null where it has none.</summary>
    public string? Cgroup { get; init; }

    /// <summary>How it ended; null while it lives. Its pid may be somebody else's by now.</summary>
    public WaitStatus? Exit { get; set; }

    public ChildRecord ToRecord() => new(input?.ToRecord(), Output.ToRecord(), Error?.ToRecord(), socket is not null, adopted?.ToRecord(), Cgroup);

    /// <summary>Its output goes to other logs, or by other options, from here on.</summary>
    public void Redirect(ChannelOptions stdout, ChildLog? stdoutLog, ChannelOptions stderr, ChildLog? stderrLog)
    {
        Output = Output.Become(stdout, stdoutLog);
        Error = Error?.Become(stderr, stderrLog);
    }

    /// <summary>Its output is read by these from here on, and was read by nobody before.</summary>
    public void ReadOn(OutputChannel stdout, OutputChannel? stderr)
    {
        Output.Dispose();
        Error?.Dispose();
        (Output, Error) = (stdout, stderr);
    }

    /// <summary>Takes what a dead child left in its pipes.</summary>
    public void Drain()
    {
        Output.Drain();
        Error?.Drain();
    }

    public void Dispose()
    {
        input?.Dispose();
        Output.Dispose();
        Error?.Dispose();
        socket?.Release();
        adopted?.Dispose();
    }
}
