using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Api;

/// <summary>What a person is shown of a process: the wire's facts, and the few that the wire has no member for.</summary>
/// <param name="Info">As <c>getProcessInfo</c> tells it.</param>
/// <param name="Restarts">Starts by the daemon itself since the last one somebody asked for.</param>
/// <param name="ExitExpected">Whether the last exit's code is in <c>exitcodes</c>.</param>
internal sealed record ProcessOverview(ProcessInfo Info, int Restarts, bool ExitExpected);
