namespace Supervisor.Server.Configuration;

/// <summary>Something wrong, or likely to be, at a place of the configuration.</summary>
/// <param name="File">The file's name as it was given or found.</param>
/// <param name="Line">From 1.</param>
/// <param name="Text">The sentence.</param>
internal sealed record ConfigurationProblem(string File, int Line, string Text);
