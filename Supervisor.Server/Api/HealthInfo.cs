using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What is known of the health of a process that is asked for it.</summary>
/// <param name="Since">Epoch seconds; 0 where it never had any.</param>
/// <param name="Readiness">Null where it is not asked whether it is ready.</param>
/// <param name="Liveness">Null where it is not asked whether it lives.</param>
/// <param name="StatusText">What it said last of itself; empty for nothing.</param>
internal sealed record HealthInfo(string Group, string Process, HealthState State, int Since, ProbeRecord? Readiness, ProbeRecord? Liveness, string StatusText);
