namespace Supervisor.Rpc.Contract;

/// <summary>
/// The names that <c>events=</c> of a listener may list and that an event's header carries, and which name is whose parent.
/// </summary>
public static class EventTypeNames
{
    public const string Event = "EVENT";
    public const string ProcessState = "PROCESS_STATE";
    public const string ProcessStateStopped = "PROCESS_STATE_STOPPED";
    public const string ProcessStateExited = "PROCESS_STATE_EXITED";
    public const string ProcessStateStarting = "PROCESS_STATE_STARTING";
    public const string ProcessStateStopping = "PROCESS_STATE_STOPPING";
    public const string ProcessStateBackoff = "PROCESS_STATE_BACKOFF";
    public const string ProcessStateFatal = "PROCESS_STATE_FATAL";
    public const string ProcessStateRunning = "PROCESS_STATE_RUNNING";
    public const string ProcessStateUnknown = "PROCESS_STATE_UNKNOWN";
    public const string ProcessCommunication = "PROCESS_COMMUNICATION";
    public const string ProcessCommunicationStdout = "PROCESS_COMMUNICATION_STDOUT";
    public const string ProcessCommunicationStderr = "PROCESS_COMMUNICATION_STDERR";
    public const string ProcessLog = "PROCESS_LOG";
    public const string ProcessLogStdout = "PROCESS_LOG_STDOUT";
    public const string ProcessLogStderr = "PROCESS_LOG_STDERR";
    public const string RemoteCommunication = "REMOTE_COMMUNICATION";
    public const string SupervisorStateChange = "SUPERVISOR_STATE_CHANGE";
    public const string SupervisorStateChangeRunning = "SUPERVISOR_STATE_CHANGE_RUNNING";
    public const string SupervisorStateChangeStopping = "SUPERVISOR_STATE_CHANGE_STOPPING";
    public const string Tick = "TICK";
    public const string Tick5 = "TICK_5";
    public const string Tick60 = "TICK_60";
    public const string Tick3600 = "TICK_3600";
    public const string ProcessGroup = "PROCESS_GROUP";
    public const string ProcessGroupAdded = "PROCESS_GROUP_ADDED";
    public const string ProcessGroupRemoved = "PROCESS_GROUP_REMOVED";

    public const string ProcessHealth = "PROCESS_HEALTH";
    public const string ProcessWaiting = "PROCESS_WAITING";
    public const string Hook = "HOOK";
    public const string ConfigurationApplied = "CONFIG_APPLIED";

    /// <summary>What stock has not, and <c>ext_events=</c> may list: below nothing, so that only who asks for one by its name gets it.</summary>
    public static IReadOnlyList<string> Further { get; } = [ProcessHealth, ProcessWaiting, Hook, ConfigurationApplied];

    /// <summary>Every name, parents among them: a listener may subscribe to any.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Event,
        ProcessState, ProcessStateStopped, ProcessStateExited, ProcessStateStarting, ProcessStateStopping, ProcessStateBackoff,
        ProcessStateFatal, ProcessStateRunning, ProcessStateUnknown,
        ProcessCommunication, ProcessCommunicationStdout, ProcessCommunicationStderr,
        ProcessLog, ProcessLogStdout, ProcessLogStderr,
        RemoteCommunication,
        SupervisorStateChange, SupervisorStateChangeRunning, SupervisorStateChangeStopping,
        Tick, Tick5, Tick60, Tick3600,
        ProcessGroup, ProcessGroupAdded, ProcessGroupRemoved,
    ];

    /// <summary>Case matters: configuration turns names to upper case first.</summary>
    public static bool IsKnown(string name) => name == Event || Parent(name) is not null;

    /// <summary>The type that includes this one; null for <see cref="Event"/> and for what is no event type.</summary>
    public static string? Parent(string name) => name switch
    {
        ProcessState or ProcessCommunication or ProcessLog or RemoteCommunication or SupervisorStateChange or Tick or ProcessGroup => Event,
        ProcessStateStopped or ProcessStateExited or ProcessStateStarting or ProcessStateStopping or ProcessStateBackoff
            or ProcessStateFatal or ProcessStateRunning or ProcessStateUnknown => ProcessState,
        ProcessCommunicationStdout or ProcessCommunicationStderr => ProcessCommunication,
        ProcessLogStdout or ProcessLogStderr => ProcessLog,
        SupervisorStateChangeRunning or SupervisorStateChangeStopping => SupervisorStateChange,
        Tick5 or Tick60 or Tick3600 => Tick,
        ProcessGroupAdded or ProcessGroupRemoved => ProcessGroup,
        _ => null,
    };

    /// <summary>Whether a subscriber of <paramref name="subscribed"/> gets events named <paramref name="name"/>.</summary>
    public static bool IsA(string name, string subscribed)
    {
        for (var type = name; type is not null; type = Parent(type))
        {
            if (type == subscribed)
                return true;
        }
        return false;
    }
}
