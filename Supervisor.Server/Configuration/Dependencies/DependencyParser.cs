using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The values of <c>depends_on</c> and <c>depends_on_stop</c>. Words of other programs of this kind are taken, too.</summary>
internal static class DependencyParser
{
    public static EquatableList<Dependency> List(string text) => new(OptionParsers.ItemsOrNone(text).Select(Item).Distinct());

    public static DependencyStopAction OnStop(string text) => text.Trim().ToLowerInvariant() switch
    {
        "keep" => DependencyStopAction.Keep,
        "stop" => DependencyStopAction.Stop,
        "restart" => DependencyStopAction.Restart,
        _ => throw new ConfigurationException($"invalid 'depends_on_stop' value {PythonText.Repr(text)} (one of: keep, stop, restart)"),
    };

    private static Dependency Item(string item)
    {
        var equals = item.LastIndexOf('=');
        if (equals < 0)
            return new(item, DependencyCondition.Running);
        var name = item[..equals].TrimEnd();
        return name.Length > 0 && Condition(item[(equals + 1)..].Trim()) is { } condition
            ? new(name, condition)
            : throw new ConfigurationException($"{PythonText.Repr(item)}: the conditions are running, healthy, completed, exited");
    }

    private static DependencyCondition? Condition(string word) => word.ToLowerInvariant() switch
    {
        "running" or "started" or "process_started" or "service_started" => DependencyCondition.Running,
        "healthy" or "process_healthy" or "service_healthy" => DependencyCondition.Healthy,
        "completed" or "exited-ok" or "process_completed_successfully" or "service_completed_successfully" => DependencyCondition.Completed,
        "exited" or "process_completed" => DependencyCondition.Exited,
        _ => null,
    };
}
