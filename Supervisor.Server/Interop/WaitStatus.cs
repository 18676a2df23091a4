namespace Supervisor.Server.Interop;

/// <summary>How a child ended, as waitpid(2) encodes it.</summary>
internal readonly record struct WaitStatus(int Raw)
{
    /// <summary>Nobody can tell: it was no child of this daemon.</summary>
    public static WaitStatus Unknown { get; } = new(-1);

    public bool IsUnknown => this == Unknown;

    public bool Exited => (Raw & 0x7f) == 0;

    public int ExitCode => Raw >> 8 & 0xff;

    public int Signal => Raw & 0x7f;

    public bool CoreDumped => (Raw & 0x80) != 0;

    /// <summary>As log lines say it: <c>exit status 3</c>, <c>terminated by SIGSEGV (core dumped)</c>.</summary>
    public string Describe() => IsUnknown ? "exit status unknown (adopted)"
        : Exited ? $"exit status {ExitCode}"
        : $"terminated by {Signals.Name(Signal)}{(CoreDumped ? " (core dumped)" : "")}";
}
