namespace Supervisor.Rpc.Contract;

/// <summary>The processes: state, start, stop, signals, standard input.</summary>
public static partial class SupervisorMethods
{
    private static MethodDescription[] Processes() =>
    [
        new("supervisor.getProcessInfo", "struct", "name, group, state, times, pid, log files and a description in words",
            "Tells how a process is doing.", ProcessName),
        new("supervisor.getAllProcessInfo", "array", "one struct per process, sorted by group and name, as getProcessInfo has it",
            "Tells how all processes are doing."),
        new("supervisor.startProcess", "boolean", "true; for \"group:*\" an array as from startProcessGroup",
            "Starts a process. While waiting, a process counts as started once it has lasted for its startsecs.",
            ProcessOrGroupName, WaitForStart),
        new("supervisor.startProcessGroup", "array", StatusList, "Starts what is not running of a group.", GroupName, WaitForStart),
        new("supervisor.startAllProcesses", "array", StatusList, "Starts every process that is not running.", WaitForStart),
        new("supervisor.stopProcess", "boolean", "true; for \"group:*\" an array as from stopProcessGroup",
            "Stops a process: with its stop signal, and by force if it outlasts its stopwaitsecs.", ProcessOrGroupName, WaitForStop),
        new("supervisor.stopProcessGroup", "array", StatusList, "Stops what is running of a group.", GroupName, WaitForStop),
        new("supervisor.stopAllProcesses", "array", StatusList, "Stops every process that is running.", WaitForStop),
        new("supervisor.signalProcess", "boolean", "true; for \"group:*\" an array as from signalProcessGroup",
            "Sends a signal to a process, whatever that may do to it.", ProcessOrGroupName, Signal),
        new("supervisor.signalProcessGroup", "array", StatusList, "Sends a signal to every process of a group that can take one.",
            GroupName, Signal),
        new("supervisor.signalAllProcesses", "array", StatusList, "Sends a signal to every process that can take one.", Signal),
        new("supervisor.sendProcessStdin", "boolean", "true",
            "Writes text, as UTF-8, to the standard input of a running process.", ProcessName,
            new MethodParameter("string", "chars", "the text, with its line ends")),
    ];
}
