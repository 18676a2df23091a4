using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What a process depends on, and what depends on it.</summary>
/// <param name="Waiting">What its start waits for, in words; empty where it does not wait.</param>
/// <param name="RequiredBy">Full names of those that name it.</param>
internal sealed record DependencyOverview(
    string Group, string Process, ProcessState State, string Waiting, IReadOnlyList<RunningEdge> Needs, IReadOnlyList<string> RequiredBy);
