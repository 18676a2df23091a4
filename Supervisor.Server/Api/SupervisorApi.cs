using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Events;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>
/// The methods of the <c>supervisor</c> namespace, by the manual's chapters in the files beside this one. Runs on the loop's thread;
/// whatever takes time is awaited, and the loop goes on. A refusal is an <see cref="RpcException"/>. What the wire makes of the results is not
/// known here.
/// </summary>
internal sealed partial class SupervisorApi(
    IDaemon daemon, ProcessContext context, ProcessTable table, LogWriter logWriter, EventBus events)
{
    public IUpgrades Upgrades => daemon.Upgrades;

    /// <summary>While the daemon goes down every method but <c>sendRemoteCommEvent</c> is refused, before anything else is looked at.</summary>
    public void RefuseWhileStopping()
    {
        if (daemon.State < SupervisorState.Running)
            throw new RpcException(FaultCode.ShutdownState);
    }

    /// <summary>The group and the process of a name; the process is null for <c>group:*</c>. BAD_NAME repeats the name as it was sent.</summary>
    private (ProcessGroup Group, ManagedProcess? Process) Find(string name)
    {
        var (groupName, processName) = NameSpec.Parse(name);
        if (table.Find(groupName) is not { } group)
            throw new RpcException(FaultCode.BadName, name);
        if (processName is null)
            return (group, null);
        return (group, group.Find(processName) ?? throw new RpcException(FaultCode.BadName, name));
    }

    private ManagedProcess FindProcess(string name) => Find(name).Process ?? throw new RpcException(FaultCode.BadName, name);

    private ProcessGroup FindGroup(string name) => table.Find(name) ?? throw new RpcException(FaultCode.BadName, name);

    private static string FullName(ManagedProcess process) => NameSpec.Show(process.GroupName, process.Name);

    /// <summary>
    /// Does one thing to many processes and lists what came of each. All are begun in order, in one turn of the loop; the list is in
    /// the order of completion.
    /// </summary>
    private static async Task<IReadOnlyList<ProcessResult>> ForEachAsync(IEnumerable<ManagedProcess> processes, Func<ManagedProcess, Task> action)
    {
        var results = new List<ProcessResult>();
        await Task.WhenAll(processes.ToList().Select(async process => results.Add(await ResultOfAsync(process, action))));
        return results;
    }

    /// <summary>The same one after another, for what is quick and whose list has an order.</summary>
    private static async Task<IReadOnlyList<ProcessResult>> ForEachInTurnAsync(IEnumerable<ManagedProcess> processes, Func<ManagedProcess, Task> action)
    {
        var results = new List<ProcessResult>();
        foreach (var process in processes.ToList())
            results.Add(await ResultOfAsync(process, action));
        return results;
    }

    private static async Task<ProcessResult> ResultOfAsync(ManagedProcess process, Func<ManagedProcess, Task> action)
    {
        try
        {
            await action(process);
            return ProcessResult.Succeeded(process.Name, process.GroupName);
        }
        catch (RpcException refusal)
        {
            return new ProcessResult(process.Name, process.GroupName, refusal.Code, refusal.Message);
        }
    }
}
