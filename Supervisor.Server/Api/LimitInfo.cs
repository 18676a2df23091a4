namespace Supervisor.Server.Api;

/// <summary>A limit or priority of a process: what is configured, and what it has now. Empty texts where nothing is.</summary>
internal sealed record LimitInfo(string Key, string Configured, string Actual);
