namespace Supervisor.Server.Logging;

/// <summary>An <see cref="AnsiFilter"/> between two reads, as data.</summary>
/// <param name="State">Where in an escape the last read ended: 0 for outside of any.</param>
internal sealed record AnsiFilterRecord(int State);

/// <summary>A <see cref="CaptureFilter"/> between two reads, as data.</summary>
/// <param name="IsCapturing">Between the two tokens.</param>
/// <param name="Matched">How many bytes of a token the last read ended with.</param>
/// <param name="Captured">The text since the first token.</param>
/// <param name="Ansi">The filter of the text between tokens, where there is one.</param>
internal sealed record CaptureFilterRecord(bool IsCapturing, int Matched, byte[] Captured, AnsiFilterRecord? Ansi);
