namespace Supervisor.Server.Processes;

/// <summary>One moment on both clocks.</summary>
/// <param name="Wall">What the machine says it is.</param>
/// <param name="Loop">The loop's monotonic clock.</param>
internal readonly record struct ScheduleMoment(DateTimeOffset Wall, TimeSpan Loop);
