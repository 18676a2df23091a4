using System.Reflection;
using Supervisor.Server.Events;
using Supervisor.Server.Listeners;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>
/// Whether every field of what the loop owns is either in its record or left out on purpose: a new field fails here until somebody has decided.
/// </summary>
public class SnapshotFieldsTests
{
    /// <summary>Field to the record's member that keeps it.</summary>
    private static readonly Dictionary<Type, (Type Record, Dictionary<string, string> Kept, Dictionary<string, string> NotKept)> Owners = new()
    {
        [typeof(ManagedProcess)] = (typeof(ProcessRecord),
            new()
            {
                ["Status"] = "Status",
                ["StartTime"] = "StartTime",
                ["StopTime"] = "StopTime",
                ["StdoutLogFile"] = "StdoutLogFile",
                ["StderrLogFile"] = "StderrLogFile",
                ["Child"] = "Child",
            },
            new()
            {
                ["_context"] = "given",
                ["_launcher"] = "given",
                ["_registry"] = "given",
                ["_observer"] = "given",
                ["GroupName"] = "given",
                ["Socket"] = "given",
                ["Options"] = "the configuration's",
                ["_policy"] = "follows from the options",
                ["Plan"] = "follows from the options",
                ["_deadline"] = "made anew from the status",
                ["_waiters"] = "requests end before a snapshot",
                ["_refusal"] = "within one call",
                ["_command"] = "within one call",
                ["_launch"] = "launches land before a snapshot",
                ["_launched"] = "launches land before a snapshot",
                ["_abandonedAt"] = "words of a line already written",
                ["_lastExit"] = "within one call",
                ["_logs"] = "the log writer's",
                ["IsRetired"] = "a retired process is in no table",
                ["StdoutAutoLog"] = "follows from the options",
                ["StderrAutoLog"] = "follows from the options",
                ["WhenLogsNamed"] = "naming ends before a snapshot",
            }),
        [typeof(EventListener)] = (typeof(EventListenerRecord),
            new() { ["_status"] = "Status", ["_inFlight"] = "InFlight", ["_process"] = "Process" },
            new() { ["_log"] = "given", ["_pool"] = "given" }),
        [typeof(EventListenerPool)] = (typeof(EventListenerPoolRecord),
            new() { ["_name"] = "Name", ["_poolSerials"] = "LastPoolSerial", ["_buffer"] = "Waiting", ["Listeners"] = "Listeners" },
            new()
            {
                ["_lengthUnit"] = "the configuration's",
                ["_serials"] = "the daemon's",
                ["_server"] = "given",
                ["_log"] = "given",
                ["_subscriptions"] = "made anew",
                ["_accepted"] = "within one event",
                ["_acceptedFrom"] = "within one event",
            }),
        [typeof(InputChannel)] = (typeof(InputChannelRecord),
            new() { ["_fd"] = "Descriptor", ["_queued"] = "Queued" },
            new() { ["_watch"] = "made anew", ["_queuedBytes"] = "counted anew" }),
        [typeof(OutputChannel)] = (typeof(OutputChannelRecord),
            new() { ["_fd"] = "Descriptor", ["_fullReads"] = "FullReads", ["_ansi"] = "Ansi", ["_capture"] = "Capture" },
            new()
            {
                ["_context"] = "given",
                ["_name"] = "given",
                ["_options"] = "the configuration's",
                ["_log"] = "the log writer's",
                ["_syslog"] = "a line that has not ended is sent at the end of the channel",
                ["_plain"] = "follows from the rest",
                ["_watch"] = "made anew",
                ["Received"] = "given",
            }),
        [typeof(AnsiFilter)] = (typeof(AnsiFilterRecord), new() { ["_state"] = "State" }, new() { ["_text"] = "within one read" }),
        [typeof(TickSource)] = (typeof(TickRecord),
            new() { ["_last"] = "Last" },
            new() { ["time"] = "given", ["events"] = "given", ["schedule"] = "given", ["_looks"] = "asked of the bus anew" }),
    };

    public static TheoryData<string> Names => [.. Owners.Keys.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_is_in_the_record_or_left_out_for_a_reason(string name)
    {
        var (type, (record, kept, notKept)) = Owners.Single(owner => owner.Key.Name == name);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Select(NameOf).ToList();
        Assert.Empty(fields.Except([.. kept.Keys, .. notKept.Keys]));
        Assert.Empty(kept.Keys.Concat(notKept.Keys).Except(fields));
        Assert.Empty(kept.Values.Except(record.GetProperties().Select(p => p.Name)));
    }

    /// <summary>As it stands in the source: the property of a field that the compiler made, the parameter of a captured one.</summary>
    private static string NameOf(FieldInfo field) =>
        field.Name is ['<', ..] name ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
