using System.Globalization;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>The health of a process is another one. Told to those who ask for it by its name.</summary>
/// <param name="From">What it was, in one word.</param>
/// <param name="To">What it is now.</param>
/// <param name="Failures">Checks in a row that have failed.</param>
internal sealed record ProcessHealthEvent(string ProcessName, string GroupName, string From, string To, int Failures) : SupervisorEvent
{
    public override string TypeName => EventTypeNames.ProcessHealth;

    public override string Payload =>
        string.Create(CultureInfo.InvariantCulture, $"processname:{ProcessName} groupname:{GroupName} from:{From} to:{To} failures:{Failures}");
}
