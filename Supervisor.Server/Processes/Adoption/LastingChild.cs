namespace Supervisor.Server.Processes;

/// <summary>A child that outlives a crash of the daemon, as the state file has it. Without secrets: what it was made of stands there as digests.</summary>
/// <param name="Group">The name of its group.</param>
/// <param name="Name">Its own name in the group.</param>
/// <param name="StartTime">Epoch seconds.</param>
/// <param name="Restarts">Starts by the daemon itself since somebody last asked for one.</param>
/// <param name="Options">The digest of each option that it was born with, by the key of the file (<see cref="OptionDigests"/>).</param>
/// <param name="StdoutLog">Its AUTO log; null where it has none.</param>
/// <param name="StderrLog">The same for stderr.</param>
internal sealed record LastingChild(
    string Group,
    string Name,
    ChildMarks Marks,
    int StartTime,
    int Restarts,
    IReadOnlyDictionary<string, string> Options,
    string? StdoutLog = null,
    string? StderrLog = null);
