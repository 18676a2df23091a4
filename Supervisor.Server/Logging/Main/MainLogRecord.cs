using Supervisor.Server.Configuration;

namespace Supervisor.Server.Logging;

/// <summary>The <see cref="MainLog"/> as data.</summary>
/// <param name="File">The number of the log that is its file; null where there is none.</param>
/// <param name="Echo">The number of the log that is the daemon's stdout; null where it stays silent.</param>
/// <param name="IsSyslog">It goes to the system's log.</param>
/// <param name="DroppedLines">Lines that were lost and not told of yet.</param>
internal sealed record MainLogRecord(int? File, int? Echo, bool IsSyslog, LogLevel Level, long DroppedLines);
