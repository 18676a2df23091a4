namespace Supervisor.Rpc.Contract;

/// <summary>The configuration and the groups that are made from it.</summary>
public static partial class SupervisorMethods
{
    private static MethodDescription[] Configuration() =>
    [
        new("supervisor.reloadConfig", "array", "[[added, changed, removed]]: three arrays of group names within an array of one",
            "Reads the configuration again and tells how it differs from what is running. Nothing is started or stopped."),
        new("supervisor.addProcessGroup", "boolean", "true",
            "Takes a group of the configuration last read into service. What is marked autostart in it will start.", GroupName),
        new("supervisor.removeProcessGroup", "boolean", "true",
            "Takes a group out of service. All of its processes must have stopped.", GroupName),
        new("supervisor.getAllConfigInfo", "array", "one struct per process, sorted by process name",
            "Tells how each process of the configuration last read is set up, and whether its group is in service."),
    ];
}
