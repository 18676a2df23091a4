namespace Supervisor.Server.Logging;

/// <summary>One log file as configured: <paramref name="MaxBytes"/> of 0 never rotates, <paramref name="Backups"/> of 0 truncates instead.</summary>
/// <param name="Path">The file.</param>
/// <param name="MaxBytes">The size it is rotated at.</param>
/// <param name="Backups">How many older files are kept.</param>
/// <param name="IsAuto">As <see cref="LogPath.IsAuto"/>.</param>
/// <param name="MakesDirectory">Where its directory is missing, it is made.</param>
internal sealed record LogFileOptions(string Path, long MaxBytes, int Backups, bool IsAuto = false, bool MakesDirectory = false);
