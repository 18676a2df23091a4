namespace Supervisor.Server.Processes;

/// <summary>What came of an attempt to start a child: a pid and the channels to it, or the reason there is none.</summary>
internal sealed record LaunchOutcome(int Pid, ChildChannels? Channels, string? Failure)
{
    public static LaunchOutcome Failed(string reason) => new(0, null, reason);
}

/// <summary>The three channels of one living child. Owned by its process; disposed when the child is reaped.</summary>
internal sealed class ChildChannels(InputChannel? input, OutputChannel output, OutputChannel? error) : IDisposable
{
    /// <summary>Null where fd 0 is a FastCGI socket.</summary>
    public InputChannel? Input { get; } = input;

    public OutputChannel Output { get; } = output;

    /// <summary>Null with <c>redirect_stderr</c>.</summary>
    public OutputChannel? Error { get; } = error;

    public IEnumerable<OutputChannel> Outputs => Error is null ? [Output] : [Output, Error];

    public void Drain()
    {
        Output.Drain();
        Error?.Drain();
    }

    public void Dispose()
    {
        Input?.Dispose();
        Output.Dispose();
        Error?.Dispose();
    }
}
