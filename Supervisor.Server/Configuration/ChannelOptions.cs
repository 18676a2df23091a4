namespace Supervisor.Server.Configuration;

/// <summary>The <c>stdout_*</c> or <c>stderr_*</c> options of one process.</summary>
internal sealed record ChannelOptions
{
    public LogTarget LogFile { get; init; } = LogTarget.Auto;

    /// <summary>Bytes at which the file is rotated; 0 never rotates.</summary>
    public long LogFileMaxBytes { get; init; } = ProgramDefaults.LogFileMaxBytes;

    public int LogFileBackups { get; init; } = ProgramDefaults.LogFileBackups;

    /// <summary>Bytes kept between the capture tokens; 0 switches capture off.</summary>
    public long CaptureMaxBytes { get; init; }

    public bool EventsEnabled { get; init; }

    public bool Syslog { get; init; }

    /// <summary>Whether every line goes to the daemon's stdout as well, with the process and the channel before it.</summary>
    public bool Prefix { get; init; }
}
