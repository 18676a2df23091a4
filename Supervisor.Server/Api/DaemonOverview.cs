using Supervisor.Server.Configuration;

namespace Supervisor.Server.Api;

/// <summary>What a person is shown of the daemon itself.</summary>
/// <param name="Generation">From 1, one more with each upgrade.</param>
/// <param name="Plan">What an update would do.</param>
internal sealed record DaemonOverview(int Generation, IReadOnlyList<PlannedChange> Plan);
