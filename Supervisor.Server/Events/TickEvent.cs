using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>The lengths of the time slices that are announced, in seconds.</summary>
internal enum TickPeriod
{
    FiveSeconds = 5,
    Minute = 60,
    Hour = 3600,
}

/// <summary>A new slice of time has begun.</summary>
/// <param name="When">Epoch seconds at which the slice begins.</param>
internal sealed record TickEvent(TickPeriod Period, long When) : SupervisorEvent
{
    public override string TypeName => NameOf(Period);

    public override string Payload => $"when:{When}";

    public static string NameOf(TickPeriod period) => period switch
    {
        TickPeriod.FiveSeconds => EventTypeNames.Tick5,
        TickPeriod.Minute => EventTypeNames.Tick60,
        _ => EventTypeNames.Tick3600,
    };
}
