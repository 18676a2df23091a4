namespace Supervisor.Server.Processes;

/// <summary>What a schedule asks of the world: a closed set.</summary>
internal abstract record ScheduleEffect
{
    private ScheduleEffect()
    {
    }

    /// <summary>Starts the process as soon as its gate lets it.</summary>
    internal sealed record Run : ScheduleEffect;

    /// <summary>Stops the run that is under way.</summary>
    internal sealed record Stop : ScheduleEffect;

    /// <summary>A run was due and does not take place, since one is under way.</summary>
    internal sealed record TellSkipped : ScheduleEffect;

    /// <summary>A run that waited for the end of another does not take place.</summary>
    internal sealed record TellCalledOff : ScheduleEffect;

    /// <summary>A time went by while nobody looked.</summary>
    /// <param name="Due">The time.</param>
    /// <param name="CatchesUp">A run makes up for it.</param>
    internal sealed record TellMissed(DateTimeOffset Due, bool CatchesUp) : ScheduleEffect;
}

/// <summary>What a row of the schedule's machine comes to.</summary>
internal sealed record ScheduleTransition(ScheduleStatus Status, IReadOnlyList<ScheduleEffect> Effects);
