using Supervisor.Server.Events;
using Supervisor.Server.Listeners;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>What becomes of the fields of processes, channels, listeners and events.</summary>
internal static class SnapshotFieldsOfProcesses
{
    private const string Given = "given";
    private const string Anew = "made anew";

    public static Dictionary<Type, OwnedFields> All { get; } = new()
    {
        [typeof(ManagedProcess)] = new(
            typeof(ProcessRecord),
            new()
            {
                ["Status"] = "Status",
                ["StartTime"] = "StartTime",
                ["StopTime"] = "StopTime",
                ["StdoutLogFile"] = "StdoutLogFile",
                ["StderrLogFile"] = "StderrLogFile",
                ["StdoutAutoLog"] = "StdoutAutoLog",
                ["StderrAutoLog"] = "StderrAutoLog",
                ["Child"] = "Child",
                ["_logs"] = "Logs",
                ["Health"] = "Health",
                ["_noticeName"] = "Health",
                ["_notices"] = "Health",
                ["_readyLine"] = "Health",
                ["Schedule"] = "Schedule",
            },
            new()
            {
                ["_context"] = Given,
                ["_launcher"] = Given,
                ["_registry"] = Given,
                ["_observer"] = Given,
                ["GroupName"] = Given,
                ["Socket"] = "the group's",
                ["Options"] = "the group's",
                ["_policy"] = "follows from the options",
                ["Plan"] = "follows from the options",
                ["_deadline"] = "made anew from the status",
                ["_waiters"] = "requests end before a snapshot",
                ["_refusal"] = "within one call",
                ["_command"] = "within one call",
                ["_launch"] = "launches land before a snapshot",
                ["_hooks"] = "hooks end before a snapshot",
                ["_hasToldDropped"] = "a line that may be written again",
                ["_hasNamedMain"] = "a line that may be written again",
                ["IsEndingTree"] = "trees end before a snapshot",
                ["_afterTree"] = "trees end before a snapshot",
                ["_launched"] = "launches land before a snapshot",
                ["_abandonedAt"] = "words of a line already written",
                ["_lastExit"] = "within one call",
                ["IsRetired"] = "a retired process is in no table",
                ["WhenLogsNamed"] = "naming ends before a snapshot",
                ["WhenAdopted"] = "adoption ends before a snapshot",
            }),
        [typeof(Child)] = new(
            typeof(ChildRecord),
            new() { ["input"] = "Input", ["Output"] = "Output", ["Error"] = "Error", ["socket"] = "HoldsSocket", ["adopted"] = "Adopted", ["Cgroup"] = "Cgroup" },
            new() { ["pid"] = "the status's", ["Exit"] = "a child that has ended is gone within one turn" }),
        [typeof(AdoptedProcess)] = new(
            typeof(AdoptedProcessRecord),
            new() { ["handle"] = "Descriptor", ["startedAt"] = "StartedAt", ["changed"] = "Changed" },
            new() { ["Watch"] = Anew }),
        [typeof(StateFile)] = new(
            typeof(StateFileRecord),
            new() { ["Path"] = "Path", ["Salt"] = "Salt", ["_boot"] = "Boot", ["_living"] = "Children", ["_disk"] = "Descriptor" },
            new()
            {
                ["_writer"] = Given,
                ["_loop"] = Given,
                ["_log"] = Given,
                ["_garbage"] = "it is written whole when a life goes on",
                ["_isFailing"] = "it is written whole when a life goes on",
                ["_isOpen"] = "one that is not has no record",
            }),
        [typeof(ProcessLogs)] = new(typeof(ProcessLogsRecord), new() { ["stdout"] = "Stdout", ["stderr"] = "Stderr" }, []),
        [typeof(ProcessGroup)] = new(
            typeof(ProcessGroupRecord),
            new() { ["Options"] = "Options", ["Processes"] = "Processes" },
            new() { ["_byName"] = "follows from the rest" }),
        [typeof(FastCgiSocket)] = new(
            typeof(FastCgiSocketRecord),
            new() { ["options"] = "Options", ["_socket"] = "Descriptor", ["_users"] = "Users" },
            new() { ["log"] = Given }),
        [typeof(StartWait)] = new(
            typeof(StartWaitRecord),
            new() { ["Since"] = "Since", ["OpenSince"] = "OpenSince", ["IsAsked"] = "IsAsked" },
            new()
            {
                ["Text"] = "follows from what it depends on",
                ["Command"] = "looked up anew",
                ["NextLook"] = "made anew from the rest",
                ["_outcome"] = "requests end before a snapshot",
            }),
        [typeof(StartGates)] = new(
            typeof(ProcessRecord),
            new() { ["_waits"] = "Wait" },
            new()
            {
                ["context"] = Given,
                ["table"] = Given,
                ["_graph"] = "follows from the groups",
                ["_starting"] = "made anew from the states",
                ["_changes"] = "within one turn",
                ["_watches"] = Anew,
                ["_isRestless"] = "within one turn",
                ["_granted"] = "within one turn",
                ["_sequences"] = "stops in order end before a snapshot",
                ["Concurrency"] = "the configuration's",
            }),
        [typeof(Scheduler)] = new(
            typeof(ProcessRecord),
            new() { ["_scheduled"] = "Schedule" },
            new()
            {
                ["context"] = Given,
                ["table"] = Given,
                ["_earlier"] = "of programs that are gone",
                ["_zones"] = Anew,
                ["_states"] = Anew,
                ["_clock"] = Anew,
                ["_deadline"] = Anew,
                ["_lookAt"] = Anew,
                ["_wallAhead"] = Anew,
                ["_isFileOld"] = "within one turn",
            }),
        [typeof(ProcessTable)] = new(
            typeof(Supervisor.Server.Hosting.DaemonSnapshot),
            new() { ["_groups"] = "Groups" },
            new()
            {
                ["_context"] = Given,
                ["_observer"] = Given,
                ["_autoLogs"] = "naming ends before a snapshot",
                ["_byPid"] = "made anew from the living children",
                ["_byName"] = "follows from the groups",
                ["_early"] = "launches land before a snapshot",
                ["_own"] = "processes of the daemon's own end before a snapshot",
                ["Launcher"] = "launches land before a snapshot",
                ["Gates"] = "each process has its own part",
                ["Schedules"] = "each process has its own part",
            }),
        [typeof(InputChannel)] = new(
            typeof(InputChannelRecord),
            new() { ["_fd"] = "Descriptor", ["_queued"] = "Queued" },
            new() { ["_watch"] = Anew, ["_queuedBytes"] = "counted anew" }),
        [typeof(OutputChannel)] = new(
            typeof(OutputChannelRecord),
            new() { ["_fd"] = "Descriptor", ["_fullReads"] = "FullReads", ["_ansi"] = "Ansi", ["_capture"] = "Capture", ["_syslog"] = "SyslogLine", ["_prefixed"] = "PrefixedLine" },
            new()
            {
                ["_sinks"] = Given,
                ["_name"] = Given,
                ["_options"] = "the group's",
                ["_log"] = "the process's",
                ["_plain"] = "follows from the rest",
                ["_watch"] = Anew,
                ["Received"] = Given,
            }),
        [typeof(OutputSinks)] = new(
            null,
            [],
            new()
            {
                ["loop"] = Given,
                ["log"] = Given,
                ["events"] = Given,
                ["syslog"] = Given,
                ["stdout"] = Given,
                ["StripAnsi"] = "follows from the configuration",
                ["EchoOutput"] = "follows from the configuration",
                ["Scratch"] = "within one read",
            }),
        [typeof(EventListener)] = new(
            typeof(EventListenerRecord),
            new() { ["_status"] = "Status", ["_inFlight"] = "InFlight", ["_process"] = "Process" },
            new() { ["_log"] = Given, ["_pool"] = Given }),
        [typeof(EventListenerPool)] = new(
            typeof(EventListenerPoolRecord),
            new() { ["_name"] = "Name", ["_poolSerials"] = "LastPoolSerial", ["_buffer"] = "Waiting", ["Listeners"] = "Listeners" },
            new()
            {
                ["_lengthUnit"] = "the group's",
                ["_handler"] = "the group's",
                ["_tellsDetails"] = "the group's",
                ["_stdout"] = Given,
                ["_bus"] = Given,
                ["_serials"] = "the daemon's",
                ["_server"] = Given,
                ["_log"] = Given,
                ["_subscriptions"] = Anew,
                ["_accepted"] = "within one event",
                ["_acceptedFrom"] = "within one event",
            }),
        [typeof(ListenerPools)] = new(
            typeof(Supervisor.Server.Hosting.DaemonSnapshot),
            new() { ["_pools"] = "Pools" },
            new()
            {
                ["_bus"] = Given,
                ["_log"] = Given,
                ["_serials"] = Given,
                ["_server"] = Given,
                ["_stdout"] = Given,
                ["_records"] = "used up when a life goes on",
            }),
        [typeof(EventBuffer)] = new(typeof(EventListenerPoolRecord), new() { ["_events"] = "Waiting" }, new() { ["Capacity"] = "the group's" }),
        [typeof(SerialCounter)] = new(typeof(Supervisor.Server.Hosting.DaemonSnapshot), new() { ["_last"] = "LastSerial" }, []),
        [typeof(EventBus)] = new(
            null,
            [],
            new()
            {
                ["failed"] = Given,
                ["_waiting"] = "empty between two turns",
                ["_delivering"] = "within one turn",
                ["_subscriptions"] = "made anew by those who subscribe",
                ["DetailReaders"] = "made anew by those who ask",
                ["_whenSubscribed"] = "made anew by those who are told",
            }),
        [typeof(TickSource)] = new(
            typeof(TickRecord),
            new() { ["_last"] = "Last" },
            new() { ["time"] = Given, ["events"] = Given, ["schedule"] = Given, ["_looks"] = "asked of the bus anew" }),
    };
}
