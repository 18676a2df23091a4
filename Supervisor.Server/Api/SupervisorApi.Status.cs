using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What a process is doing, as the wire tells it.</summary>
internal sealed partial class SupervisorApi
{
    public XmlRpcValue GetProcessInfo(string name) => Info(FindProcess(name)).ToValue();

    public XmlRpcValue GetAllProcessInfo() => new XmlRpcValue.Array([.. AllProcessInfo().Select(info => info.ToValue())]);

    /// <summary>Every process, sorted by group and name.</summary>
    public IEnumerable<ProcessInfo> AllProcessInfo() => table.AllByName.Select(Info);

    private ProcessInfo Info(ManagedProcess process)
    {
        var status = process.Status;
        var now = context.EpochSeconds();
        return new ProcessInfo(
            process.Name,
            process.GroupName,
            process.StartTime,
            process.StopTime,
            now,
            status.State,
            status.SpawnError ?? "",
            status.ExitCode ?? 0,
            process.StdoutLogFile ?? "",
            process.StderrLogFile ?? "",
            status.Pid,
            ProcessDescription.Of(
                status.State, process.Name, status.Pid, status.SpawnError, process.StartTime, process.StopTime, now, context.Time.LocalTimeZone));
    }
}
