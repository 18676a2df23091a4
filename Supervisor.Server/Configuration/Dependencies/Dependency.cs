namespace Supervisor.Server.Configuration;

/// <summary>What has to be true of a process before those that depend on it start.</summary>
internal enum DependencyCondition
{
    /// <summary>It is RUNNING.</summary>
    Running,

    /// <summary>It is RUNNING and says that it is ready.</summary>
    Healthy,

    /// <summary>It has EXITED, with a code in its <c>exitcodes</c>.</summary>
    Completed,

    /// <summary>It has EXITED, with whatever code.</summary>
    Exited,
}

/// <summary>What becomes of a process when one that it depends on stops.</summary>
internal enum DependencyStopAction
{
    Keep,
    Stop,
    Restart,
}

/// <summary>One item of <c>depends_on</c>.</summary>
/// <param name="Name">As written: <c>group:process</c>, <c>group:*</c>, a program's section or a group.</param>
internal sealed record Dependency(string Name, DependencyCondition Condition)
{
    /// <summary>As a wait for it is told: <c>db (healthy)</c>.</summary>
    public string Wait => $"{Name} ({Condition.Word()})";

    /// <summary>As one would write it.</summary>
    public string Text => Condition == DependencyCondition.Running ? Name : $"{Name}={Condition.Word()}";
}

internal static class DependencyConditions
{
    public static string Word(this DependencyCondition condition) => condition switch
    {
        DependencyCondition.Running => "running",
        DependencyCondition.Healthy => "healthy",
        DependencyCondition.Completed => "completed",
        _ => "exited",
    };
}
