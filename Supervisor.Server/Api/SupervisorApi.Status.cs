using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Api;

/// <summary>What a process is doing, as <c>getProcessInfo</c> tells it.</summary>
internal sealed partial class SupervisorApi
{
    private readonly ProcessInfoReader _infos = new(context);

    public ProcessInfo GetProcessInfo(string name) => _infos.Of(FindProcess(name));

    /// <summary>Of all processes that are asked for it, by their names.</summary>
    public IReadOnlyList<HealthInfo> GetHealth() =>
    [
        .. from process in table.AllByName
           where process.Health is not null
           select new HealthInfo(process.GroupName, process.Name, process.Health!.State, process.Health.Since, process.Health.Readiness, process.Health.Liveness, process.Health.StatusText),
    ];

    /// <summary>Every process, sorted by group and name. The same list again while it would hold the same.</summary>
    public IReadOnlyList<ProcessInfo> GetAllProcessInfo() => _infos.Of(table.AllByName);
}
