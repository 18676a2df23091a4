namespace Supervisor.Server.Configuration;

/// <summary>One <c>KEY=value</c> of an <c>environment=</c> option, in the order written.</summary>
internal readonly record struct EnvironmentVariable(string Name, string Value);
