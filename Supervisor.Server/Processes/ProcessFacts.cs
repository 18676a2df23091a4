using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>The answers as <c>/proc</c> gives them.</summary>
internal sealed class ProcessFacts : IProcessFacts
{
    public byte[] Environment(int pid) => ProcessList.Environment(pid);

    public bool IsNear(int pid) => ProcessList.IsInOurNamespaces(pid);

    public string Command(in ProcessStat process) => ProcessList.Command(process);

    public bool IsSupervisor(in ProcessStat process) => ProcessList.IsSupervisor(process);

    public int? Owner(int pid) => ProcessList.Owner(pid);
}
