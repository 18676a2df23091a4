namespace Supervisor.Server.Configuration;

/// <summary>The defaults of a <c>[program:x]</c> section, by name.</summary>
internal static class ProgramDefaults
{
    public const int Priority = 999;
    public const int ListenerPoolPriority = -1;
    public const int StartSeconds = 1;
    public const int StartRetries = 3;
    public const int StopSignal = 15;
    public const int StopWaitSeconds = 10;
    public const int ExitCode = 0;
    public const int LogFileBackups = 10;
    public const long LogFileMaxBytes = 50L * 1024 * 1024;
    public const int ListenerBufferSize = 10;
}
