namespace Supervisor.Server.Logging;

/// <summary>What every open log file shares.</summary>
internal sealed record LogServices(LogFailurePolicy Policy, LogBufferPool Pool, TimeProvider Time, Func<IMainLog?> MainLog);
