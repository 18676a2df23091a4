using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>What is asked of single processes where the list does not tell enough.</summary>
internal interface IProcessFacts
{
    byte[] Environment(int pid);

    /// <summary>Whether it is in our own namespaces.</summary>
    bool IsNear(int pid);

    /// <summary>Its command line, for people.</summary>
    string Command(in ProcessStat process);

    /// <summary>Whether it is a supervisord, of whatever make.</summary>
    bool IsSupervisor(in ProcessStat process);

    /// <summary>The user that it acts as; null where it has ended.</summary>
    int? Owner(int pid);
}

/// <summary>As <c>/proc</c> tells them.</summary>
internal sealed class ProcessFacts : IProcessFacts
{
    public byte[] Environment(int pid) => ProcessList.Environment(pid);

    public bool IsNear(int pid) => ProcessList.IsInOurNamespaces(pid);

    public string Command(in ProcessStat process) => ProcessList.Command(process);

    public bool IsSupervisor(in ProcessStat process) => ProcessList.IsSupervisor(process);

    public int? Owner(int pid) => ProcessList.Owner(pid);
}
