namespace Supervisor.Server.Api;

/// <summary>The end of a log.</summary>
/// <param name="Text">As it is in the file.</param>
/// <param name="Offset">How long the log was: where the next look begins.</param>
/// <param name="HasMore">Whether there was more than was asked for.</param>
internal sealed record LogEnd(ReadOnlyMemory<byte> Text, long Offset, bool HasMore);
