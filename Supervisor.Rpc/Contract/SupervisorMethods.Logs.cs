namespace Supervisor.Rpc.Contract;

/// <summary>The logs of the processes.</summary>
public static partial class SupervisorMethods
{
    private const string TailResult = "[text (string), size of the log (int), whether there is more than was asked for (boolean)]";

    private static MethodDescription[] Logs()
    {
        var readStdout = Read("supervisor.readProcessStdoutLog", "output");
        var tailStdout = Tail("supervisor.tailProcessStdoutLog", "output");
        var clear = new MethodDescription("supervisor.clearProcessLogs", "boolean", "true",
            "Empties both logs of a process by starting new files.", ProcessName);
        return
        [
            readStdout,
            Alias("supervisor.readProcessLog", readStdout),
            Read("supervisor.readProcessStderrLog", "error output"),
            tailStdout,
            Alias("supervisor.tailProcessLog", tailStdout),
            Tail("supervisor.tailProcessStderrLog", "error output"),
            clear,
            Alias("supervisor.clearProcessLog", clear),
            new("supervisor.clearAllProcessLogs", "array", StatusList, "Empties the logs of every process."),
        ];
    }

    private static MethodDescription Read(string name, string channel) =>
        new(name, "string", "the bytes as text", $"Reads a part of the log of a process's {channel}.", ProcessName, Offset, Length);

    private static MethodDescription Tail(string name, string channel) =>
        new(name, "array", TailResult,
            $"Reads the end of the log of a process's {channel}: pass the size from the last answer as the offset, "
            + "and look at the third item to see whether something was missed.",
            ProcessName,
            new MethodParameter("int", "offset", "the size of the log as last known"),
            new MethodParameter("int", "length", "how many bytes to read at most"));
}
