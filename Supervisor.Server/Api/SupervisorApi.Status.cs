using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What a process is doing, as <c>getProcessInfo</c> tells it.</summary>
internal sealed partial class SupervisorApi
{
    public ProcessInfo GetProcessInfo(string name) => Info(FindProcess(name));

    /// <summary>Every process, sorted by group and name.</summary>
    public IReadOnlyList<ProcessInfo> GetAllProcessInfo() => [.. table.AllByName.Select(Info)];

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
