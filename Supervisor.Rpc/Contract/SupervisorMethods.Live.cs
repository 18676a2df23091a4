namespace Supervisor.Rpc.Contract;

/// <summary>What stock has not: changing what is configured, and the daemon itself, without stopping what runs. A namespace of its own, so that stock's stays as it is.</summary>
public static partial class SupervisorMethods
{
    private static MethodDescription[] Live() =>
    [
        new("live.getPlan", "array",
            "one struct per group, with an empty process, and per process: group, process, kind (keep, adjust, restart, add or remove), keys (array of "
            + "structs of name, old and new)",
            "Reads the configuration and tells what an update would do to each process, and for which options. Nothing changes by it, and what "
            + "reloadConfig has read last stays so."),
        new("live.applyPlan", "array",
            "what was done, one struct per step: group, process (empty for the group), action (stopped, adjusted, updated, added, removed or failed), keys (array of option "
            + "names), text",
            "Reads the configuration and makes what runs follow it: only processes with a change that a running child cannot follow are restarted. What cannot be done to "
            + "one group does not stop the others.",
            new MethodParameter("array", "groups", "the names of the groups that are meant; none means all", IsOptional: true)),
        new("live.getLimits", "array",
            "a struct for each limit and priority: name (as the configuration's key), configured and actual (texts as one writes them there; empty for none)",
            "Tells what a process may take of the machine: as configured, and as it is now.", ProcessName),
        new("live.setLimits", "array", "a sentence for each setting that was refused; empty where none was",
            "Sets limits and priorities of a running process and of whatever descends from it, until its next start.",
            ProcessName, new MethodParameter("array", "limits", "texts as nofile=65536 and nice=5")),
        new("live.getGraph", "array",
            "a struct for each process, each after what it depends on: group, process, statename, waiting (what its start waits for, in words), depends_on (array of structs "
            + "of name, condition, met and processes), required_by (array of names); empty where nothing depends on anything",
            "Tells what depends on what."),
        new("live.startProcess", "boolean", "true; for \"group:*\" an array as from startProcessGroup",
            "Starts a process as supervisor.startProcess does; or at once, whatever it depends on.", ProcessOrGroupName, WaitForStart,
            new MethodParameter("boolean", "dependencies", "start what it depends on first (default: true)", IsOptional: true)),
        new("live.reloadProgram", "boolean", "true; for \"group:*\" an array as from signalProcessGroup",
            "Runs the reload_command of a program that runs, and answers when that has ended. Fails with FAILED and the reason where it fails, and where there is none.", ProcessOrGroupName),
        new("live.schedule", "array",
            "a struct for each process: group, process, on (false where it is switched off), next_run and last_run (epoch seconds), last_duration (seconds, double), skipped (int: "
            + "runs that were due and did not take place), queued (whether a run waits for the one that is under way); what is not known has no member",
            "Tells when a process runs by the clock, or all do that have cron or interval. Switches that on and off, or has a run at once. Fails with FAILED where it has no schedule, "
            + "and for \"now\" where a run is under way and no other may wait for it.",
            new MethodParameter("string", "name", "\"name\", \"group:name\", or \"group:*\"; empty for all"),
            new MethodParameter("string", "order", "\"on\", \"off\" or \"now\"; empty changes nothing (default: empty)", IsOptional: true)),
        new("live.stopWithDependents", "array", StatusList, "Stops a process and before it all that depend on it.", ProcessOrGroupName, WaitForStop),
        new("live.upgrade", "int", "the generation that will be",
            "Exchanges the daemon for the program that stands in its file now, in the same process: no child is restarted, nothing is lost. Answers when the new "
            + "program has been tried and before it takes over; live.getStatus tells what came of it. Fails with FAILED and the reason where it cannot be done."),
        new("live.checkUpgrade", "string", "the version of the program that would take over",
            "Tries whether the program in the daemon's file could take over. Nothing changes. Fails with FAILED and the reason."),
        new("live.getStatus", "struct",
            "generation (int, from 1, one more with each upgrade), version, pid, upgraded (epoch seconds of the last upgrade, 0 for none), from_version, gap_ms (double: "
            + "for how long nobody was answered), kept (int: programs that ran on), last_error (why the last upgrade was refused; empty where it was not), "
            + "and, where programs run by the clock, schedules (array of structs as from live.schedule)",
            "Tells which image of the daemon answers and how the last upgrade went."),
    ];
}
