namespace Supervisor.Tests.SideBySide;

/// <summary>
/// One answer in which ours differs from stock on purpose. Where <paramref name="Stock"/> is part of stock's answer,
/// that part is replaced by <paramref name="Ours"/> and all the rest must be equal.
/// </summary>
internal sealed record Difference(string Step, string Why, string Stock, string Ours);
