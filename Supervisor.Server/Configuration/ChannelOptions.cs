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
}
