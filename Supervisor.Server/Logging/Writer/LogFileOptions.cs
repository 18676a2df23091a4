namespace Supervisor.Server.Logging;

/// <summary>One log file as configured: <paramref name="MaxBytes"/> of 0 never rotates, <paramref name="Backups"/> of 0 truncates instead.</summary>
internal sealed record LogFileOptions(string Path, long MaxBytes, int Backups);
