using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What a person is shown of a process: the wire's facts, and the few that the wire has no member for.</summary>
/// <param name="Info">As <c>getProcessInfo</c> tells it.</param>
/// <param name="Restarts">Starts by the daemon itself since the last one somebody asked for.</param>
/// <param name="ExitExpected">Whether the last exit's code is in <c>exitcodes</c>.</param>
/// <param name="Note">What it waits for, when it runs next, what is wrong with its health; empty where there is nothing of the kind.</param>
/// <param name="IsUnwell">It runs, and is not ready or does not live.</param>
internal sealed record ProcessOverview(ProcessInfo Info, int Restarts, bool ExitExpected, string Note = "", bool IsUnwell = false)
{
    /// <summary>The shortest name: <c>group:process</c>, or <c>process</c> for a group of that name.</summary>
    public string Name => NameSpec.Show(Info.Group, Info.Name);

    /// <summary>As the wire's description says it: <c>0:00:43</c>, <c>1 day, 2:03:04</c>.</summary>
    public static string Uptime(long seconds) => ProcessDescription.Uptime(seconds);
}
