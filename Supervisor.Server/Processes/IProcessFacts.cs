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
