using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Contract;

/// <summary>
/// How a process is configured, as <c>getAllConfigInfo</c> tells it. Null stands for an option that is not set: <c>none</c> on the wire.
/// </summary>
public sealed record ConfigInfo
{
    private const string None = "none";

    public required bool AutoStart { get; init; }

    public required AutoRestart AutoRestart { get; init; }

    public required string? Directory { get; init; }

    public required int? Uid { get; init; }

    public required string Command { get; init; }

    public required IReadOnlyList<int> ExitCodes { get; init; }

    public required string Group { get; init; }

    public required int GroupPriority { get; init; }

    /// <summary>The group is in service.</summary>
    public required bool InUse { get; init; }

    public required bool KillAsGroup { get; init; }

    public required string Name { get; init; }

    public required int ProcessPriority { get; init; }

    public required bool RedirectStderr { get; init; }

    public required int StartRetries { get; init; }

    public required int StartSeconds { get; init; }

    public required ConfigChannelInfo Stdout { get; init; }

    public required int StopSignal { get; init; }

    public required int StopWaitSeconds { get; init; }

    public required ConfigChannelInfo Stderr { get; init; }

    /// <summary>A URL, or <c>auto</c>.</summary>
    public required string? ServerUrl { get; init; }

    /// <summary>The wire's struct, in the wire's order.</summary>
    public XmlRpcValue.Struct ToValue() => new(
    [
        new("autostart", AutoStart),
        new("autorestart", AutoRestart == AutoRestart.Unexpected ? "unexpected" : AutoRestart == AutoRestart.Always),
        new("directory", Directory ?? None),
        new("uid", Uid is { } uid ? uid : None),
        new("command", Command),
        new("exitcodes", new XmlRpcValue.Array([.. ExitCodes.Select(c => (XmlRpcValue)c)])),
        new("group", Group),
        new("group_prio", GroupPriority),
        new("inuse", InUse),
        new("killasgroup", KillAsGroup),
        new("name", Name),
        new("process_prio", ProcessPriority),
        new("redirect_stderr", RedirectStderr),
        new("startretries", StartRetries),
        new("startsecs", StartSeconds),
        .. MembersOf("stdout_", Stdout),
        new("stopsignal", StopSignal),
        new("stopwaitsecs", StopWaitSeconds),
        .. MembersOf("stderr_", Stderr),
        new("serverurl", ServerUrl ?? None),
    ]);

    /// <summary>Reads any supervisord's answer. Releases before ours do not tell <c>autorestart</c>: their default stands in.</summary>
    public static ConfigInfo FromValue(XmlRpcValue value)
    {
        var members = new StructReader(value, "config info");
        return new ConfigInfo
        {
            AutoStart = members.Bool("autostart"),
            AutoRestart = AutoRestartOf(members.Find("autorestart")),
            Directory = TextOrNone(members.String("directory")),
            Uid = members.Value("uid") is XmlRpcValue.Int uid ? uid.Value : null,
            Command = members.String("command"),
            ExitCodes = [.. members.Array("exitcodes").OfType<XmlRpcValue.Int>().Select(c => c.Value)],
            Group = members.String("group"),
            GroupPriority = members.Int("group_prio"),
            InUse = members.Bool("inuse"),
            KillAsGroup = members.Bool("killasgroup"),
            Name = members.String("name"),
            ProcessPriority = members.Int("process_prio"),
            RedirectStderr = members.Bool("redirect_stderr"),
            StartRetries = members.Int("startretries"),
            StartSeconds = members.Int("startsecs"),
            Stdout = ChannelOf("stdout_", members),
            StopSignal = members.Int("stopsignal"),
            StopWaitSeconds = members.Int("stopwaitsecs"),
            Stderr = ChannelOf("stderr_", members),
            ServerUrl = TextOrNone(members.String("serverurl")),
        };
    }

    private static KeyValuePair<string, XmlRpcValue>[] MembersOf(string prefix, ConfigChannelInfo channel) =>
    [
        new(prefix + "capture_maxbytes", Capped.Int(channel.CaptureMaxBytes)),
        new(prefix + "events_enabled", channel.EventsEnabled),
        new(prefix + "logfile", channel.Logfile ?? None),
        new(prefix + "logfile_backups", channel.LogfileBackups),
        new(prefix + "logfile_maxbytes", Capped.Int(channel.LogfileMaxBytes)),
        new(prefix + "syslog", channel.Syslog),
    ];

    private static ConfigChannelInfo ChannelOf(string prefix, StructReader members) => new(
        members.Int(prefix + "capture_maxbytes"),
        members.Bool(prefix + "events_enabled"),
        TextOrNone(members.String(prefix + "logfile")),
        members.Int(prefix + "logfile_backups"),
        members.Int(prefix + "logfile_maxbytes"),
        members.Bool(prefix + "syslog"));

    private static AutoRestart AutoRestartOf(XmlRpcValue? value) => value switch
    {
        XmlRpcValue.Bool { Value: true } => AutoRestart.Always,
        XmlRpcValue.Bool => AutoRestart.Never,
        _ => AutoRestart.Unexpected,
    };

    private static string? TextOrNone(string text) => text == None ? null : text;
}
