using System.Globalization;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>What runs was made to follow the configuration. Told to those who ask for it by its name. Counted are steps: a group or a process each.</summary>
internal sealed record ConfigurationAppliedEvent(int Added, int Removed, int Updated, int Adjusted, int Failed) : SupervisorEvent
{
    public override string TypeName => EventTypeNames.ConfigurationApplied;

    public override string Payload =>
        string.Create(CultureInfo.InvariantCulture, $"added:{Added} removed:{Removed} updated:{Updated} adjusted:{Adjusted} failed:{Failed}");
}
