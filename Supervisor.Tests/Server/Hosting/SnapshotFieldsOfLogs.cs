using Supervisor.Server.Logging;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>What becomes of the fields of the log writer's classes, of the main log and of the filters.</summary>
internal static class SnapshotFieldsOfLogs
{
    private const string Given = "given";
    private const string Anew = "made anew";

    public static Dictionary<Type, OwnedFields> All { get; } = new()
    {
        [typeof(LogWriter)] = new(
            typeof(LogWriterRecord),
            new() { ["_near"] = "Workers", ["_far"] = "Workers", ["_lastLogNumber"] = "LastLog" },
            new()
            {
                ["_policy"] = Given,
                ["_time"] = Given,
                ["_ownsMounts"] = Given,
                ["Mounts"] = "looked up anew",
                ["Pool"] = Anew,
                ["Syslog"] = "empty at a snapshot",
                ["_heldBytes"] = "counted anew",
                ["_mainLog"] = "set by the main log",
                ["_resumed"] = "used up when a life goes on",
            }),
        [typeof(DiskWorker)] = new(
            typeof(DiskWorkerRecord),
            new() { ["Mount"] = "Mount", ["Sinks"] = "Sinks", ["AutoLogs"] = "AutoLogs" },
            new()
            {
                ["Files"] = Given,
                ["_services"] = Given,
                ["_mail"] = "what was posted before is done before the answer",
                ["_dirty"] = "flushed before the answer",
                ["_retries"] = "made anew: all are tried",
                ["_leftBehind"] = "only at the end",
                ["_ended"] = Anew,
                ["_thread"] = Anew,
                ["_at"] = "within one write",
                ["_isIdle"] = "follows from the rest",
                ["Watches"] = "followers connect again",
            }),
        [typeof(LogSinkTable)] = new(
            typeof(DiskWorkerRecord),
            new() { ["_sinks"] = "Sinks", ["_byPath"] = "Sinks" },
            new()
            {
                ["services"] = Given,
                ["files"] = Given,
                ["opener"] = Given,
                ["idle"] = Given,
                ["Changed"] = Given,
                ["_gathered"] = "within one write",
            }),
        [typeof(LogSink)] = new(
            typeof(LogSinkRecord),
            new()
            {
                ["Path"] = "Path",
                ["Target"] = "Target",
                ["Users"] = "Users",
                ["_queue"] = "Waiting",
                ["_writtenOfHead"] = "WrittenOfHead",
                ["_incident"] = "Incident",
                ["_rotationComplained"] = "RotationComplained",
            },
            new()
            {
                ["_services"] = Given,
                ["_gathered"] = "within one write",
                ["_queuedBytes"] = "counted anew",
                ["Lane"] = Anew,
                ["IsDirty"] = "flushed before the answer",
                ["IsAwaitingRetry"] = "made anew: all are tried",
            }),
        [typeof(LogLane)] = new(
            typeof(LogSinkRecord),
            new() { ["_sink"] = "Waiting", ["_mail"] = "Waiting", ["_target"] = "Target" },
            new()
            {
                ["_idle"] = Given,
                ["_services"] = Given,
                ["_thread"] = Anew,
                ["_questions"] = "answered",
                ["_backlogBytes"] = "counted anew",
                ["_isFinishing"] = "asked for anew where nobody writes there any more",
            }),
        [typeof(LogIncident)] = new(
            typeof(LogIncidentRecord),
            new()
            {
                ["_since"] = "Since",
                ["_triedAt"] = "TriedAt",
                ["_announcedAt"] = "AnnouncedAt",
                ["_lostBytes"] = "LostBytes",
                ["_isHopeless"] = "IsHopeless",
                ["_isAnnounced"] = "IsAnnounced",
            },
            new() { ["path"] = Given, ["services"] = Given, ["_policy"] = Given, ["_time"] = Given }),
        [typeof(RotatingFile)] = new(
            typeof(RotatingFileRecord),
            new()
            {
                ["_fd"] = "File",
                ["Identity"] = "File",
                ["_path"] = "Path",
                ["_options"] = "Options",
                ["_size"] = "Size",
                ["_rotateAt"] = "RotateAt",
                ["IsFixed"] = "IsFixed",
                ["_isMoved"] = "IsMoved",
                ["_isInDoubt"] = "IsInDoubt",
            },
            new() { ["_files"] = Given }),
        [typeof(StreamTarget)] = new(
            typeof(StreamTargetRecord),
            new() { ["fd"] = "File", ["status"] = "File", ["kind"] = "Kind" },
            new() { ["_cancel"] = Anew, ["_isCancelled"] = "only at the end" }),
        [typeof(ChildLog)] = new(
            typeof(ChildLogRecord),
            new() { ["Number"] = "Number", ["Options"] = "Options" },
            new()
            {
                ["_writer"] = Given,
                ["_post"] = Given,
                ["_worker"] = "found again by the file",
                ["Sink"] = "the file knows its users",
                ["Drained"] = "set by the channel",
                ["_queued"] = "counted anew from what waits",
                ["_resumeAt"] = "follows from what waits",
                ["_isFull"] = "follows from what waits",
            }),
        [typeof(AutoLogs)] = new(typeof(DiskWorkerRecord), new() { ["_claims"] = "AutoLogs" }, new() { ["files"] = Given }),
        [typeof(ChildLogLock)] = new(typeof(AutoLogClaimRecord), new() { ["_fd"] = "Descriptor" }, new() { ["_files"] = Given }),
        [typeof(MainLog)] = new(
            typeof(MainLogRecord),
            new() { ["_file"] = "File", ["_echo"] = "Echo", ["_isSyslog"] = "IsSyslog", ["_level"] = "Level", ["_target"] = "DroppedLines" },
            new() { ["_time"] = Given, ["_factory"] = Anew, ["_logger"] = Anew }),
        [typeof(SyslogLane)] = new(
            null,
            [],
            new()
            {
                ["_mail"] = "empty at a snapshot",
                ["_queuedBytes"] = "none at a snapshot",
                ["_droppedLines"] = "told with the next line, and the last one at a snapshot was taken",
                ["_send"] = Given,
                ["_report"] = Given,
                ["_ended"] = Anew,
            }),
        [typeof(SyslogLog)] = new(
            typeof(Supervisor.Server.Processes.OutputChannelRecord),
            new() { ["_line"] = "SyslogLine" },
            new() { ["_lane"] = Given, ["_prefix"] = Given, ["_hasText"] = "follows from the line" }),
        [typeof(AnsiFilter)] = new(typeof(AnsiFilterRecord), new() { ["_state"] = "State" }, new() { ["_text"] = "within one read" }),
        [typeof(CaptureFilter)] = new(
            typeof(CaptureFilterRecord),
            new() { ["_isCapturing"] = "IsCapturing", ["_matched"] = "Matched", ["_ring"] = "Captured", ["ansi"] = "Ansi" },
            new() { ["output"] = Given, ["captured"] = Given, ["capturing"] = Given }),
        [typeof(CaptureRing)] = new(
            typeof(CaptureFilterRecord), new() { ["_bytes"] = "Captured", ["_count"] = "Captured" }, new() { ["maxBytes"] = "the group's" }),
    };
}
