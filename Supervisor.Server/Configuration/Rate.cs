namespace Supervisor.Server.Configuration;

/// <summary>So many in so much time: <c>5/60s</c>.</summary>
/// <param name="Count">At least one.</param>
/// <param name="Period">Longer than nothing.</param>
internal readonly record struct Rate(int Count, TimeSpan Period);
