namespace Supervisor.Server.Api;

/// <summary>What is known of the runs of a process that runs by the clock.</summary>
/// <param name="IsOn">False where somebody switched it off.</param>
/// <param name="NextRun">Epoch seconds; null for none that is known of.</param>
/// <param name="LastRun">Epoch seconds of the last start; null for never.</param>
/// <param name="LastDuration">How long the last run took that is over, in seconds; null for none.</param>
/// <param name="Skipped">Runs that were due and did not take place.</param>
/// <param name="IsQueued">One waits for the end of the run that is under way.</param>
internal sealed record ScheduleInfo(
    string Group, string Process, bool IsOn, int? NextRun, int? LastRun, double? LastDuration, int Skipped, bool IsQueued);
