namespace Supervisor.Rpc.Contract;

/// <summary>
/// The <c>stdout_</c> or <c>stderr_</c> members of a <see cref="ConfigInfo"/>. The log file is a path, <c>auto</c>, or null for none.
/// </summary>
public sealed record ConfigChannelInfo(
    long CaptureMaxBytes,
    bool EventsEnabled,
    string? Logfile,
    int LogfileBackups,
    long LogfileMaxBytes,
    bool Syslog);
