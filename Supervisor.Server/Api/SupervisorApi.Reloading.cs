using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Programs that read their configuration again.</summary>
internal sealed partial class SupervisorApi
{
    /// <inheritdoc cref="StartProcessAsync" path="/returns"/>
    public async Task<IReadOnlyList<ProcessResult>?> ReloadProgramAsync(string name)
    {
        var (group, process) = Find(name);
        if (process is null)
            return await ForEachAsync(group.ByPriority.Where(p => p.State.IsSignallable()), p => ReloadAsync(p, FullName(p)));
        await ReloadAsync(process, name);
        return null;
    }

    private static async Task ReloadAsync(ManagedProcess process, string name)
    {
        if (process.State is not (ProcessState.Running or ProcessState.Starting) || process.Status.Pid == 0)
            throw new RpcException(FaultCode.NotRunning, name);
        if (process.Options.Hooks?.ReloadCommand is null)
            throw new RpcException(FaultCode.Failed, "it has no reload_command");
        if (await process.ReloadAsync() is { } failure)
            throw new RpcException(FaultCode.Failed, failure);
    }
}
