namespace Supervisor.Rpc.Contract;

/// <summary>The daemon itself: what it is, how it is, and how it ends.</summary>
public static partial class SupervisorMethods
{
    private static MethodDescription[] Daemon()
    {
        var apiVersion = new MethodDescription("supervisor.getAPIVersion", "string", "\"3.0\"",
            "Tells the version of this programming interface, which is not the version of the program.");
        var readLog = new MethodDescription("supervisor.readLog", "string", "the bytes as text",
            "Reads a part of the daemon's own log.", Offset, Length);
        return
        [
            apiVersion,
            Alias("supervisor.getVersion", apiVersion),
            new("supervisor.getSupervisorVersion", "string", "three numbers with points between", "Tells the version of the program."),
            new("supervisor.getIdentification", "string", "the identifier from the configuration",
                "Tells the name by which this daemon can be told from others."),
            new("supervisor.getState", "struct", "statecode (int) and statename (string)",
                "Tells whether the daemon runs normally: code 1, RUNNING."),
            new("supervisor.getPID", "int", "the process id", "Tells the process id of the daemon."),
            readLog,
            Alias("supervisor.readMainLog", readLog),
            new("supervisor.clearLog", "boolean", "true", "Empties the daemon's own log by starting a new file."),
            new("supervisor.shutdown", "boolean", "true, at once", "Stops every process, then ends the daemon."),
            new("supervisor.restart", "boolean", "true, at once",
                "Stops every process, then starts the daemon afresh with the configuration as it is on disk."),
            new("supervisor.sendRemoteCommEvent", "boolean", "true",
                "Announces a REMOTE_COMMUNICATION event to the listeners that subscribe to it.",
                new MethodParameter("string", "type", "goes into the event's type key"),
                new MethodParameter("string", "data", "the event's body")),
        ];
    }
}
