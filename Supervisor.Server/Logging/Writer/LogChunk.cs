namespace Supervisor.Server.Logging;

/// <summary>
/// Bytes on their way to a file, and whose they are. <paramref name="More"/>: the next chunk belongs to the same write, so a
/// rotation must not come between them.
/// </summary>
internal readonly record struct LogChunk(ChildLog Owner, byte[] Bytes, int Count, bool More);
