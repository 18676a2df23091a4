using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Api;

/// <summary>What a process is doing, as <c>getProcessInfo</c> tells it.</summary>
internal sealed partial class SupervisorApi
{
    private readonly ProcessInfoReader _infos = new(context);

    public ProcessInfo GetProcessInfo(string name) => _infos.Of(FindProcess(name));

    /// <summary>Every process, sorted by group and name. The same list again while it would hold the same.</summary>
    public IReadOnlyList<ProcessInfo> GetAllProcessInfo() => _infos.Of(table.AllByName);
}
