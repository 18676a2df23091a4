using System.Globalization;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>A command around a start or stop has come to its end. Told to those who ask for it by its name.</summary>
/// <param name="Hook">The key that it is configured by.</param>
/// <param name="Result">How it ended, in one word.</param>
/// <param name="ExitStatus">Its exit code; null where it has none.</param>
/// <param name="Signal">The number of the signal that has ended it; null where none has.</param>
internal sealed record HookEvent(string ProcessName, string GroupName, string Hook, string Result, int? ExitStatus, int? Signal) : SupervisorEvent
{
    public override string TypeName => EventTypeNames.Hook;

    public override string Payload => string.Create(
        CultureInfo.InvariantCulture, $"processname:{ProcessName} groupname:{GroupName} hook:{Hook} result:{Result}{Token("exitstatus", ExitStatus)}{Token("signal", Signal)}");

    private static string Token(string name, int? number) => number is { } value ? string.Create(CultureInfo.InvariantCulture, $" {name}:{value}") : "";
}
