namespace Supervisor.Server.Configuration;

/// <summary>An included file that is left out of the configuration, as <c>isolate_includes</c> asks.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record BrokenFile(string Path, string Reason);
