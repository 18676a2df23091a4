using System.Text.Json.Nodes;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>A configuration as JSON, in the words and the order of <c>record_stock.py</c>.</summary>
internal sealed class ConfigurationSnapshot(string directory)
{
    public JsonObject Of(ServerConfiguration configuration) => new()
    {
        ["supervisord"] = Supervisord(configuration.Supervisord),
        ["servers"] = new JsonArray([.. configuration.HttpServers.Select(Server)]),
        ["groups"] = new JsonArray([.. configuration.Groups.Select(Group)]),
        ["interfaces"] = configuration.HasSupervisorInterface ? new JsonArray("supervisor") : [],
        ["warnings"] = Texts(configuration, LogLevel.Warn),
        ["infos"] = Texts(configuration, LogLevel.Info),
    };

    private JsonObject Supervisord(SupervisordOptions options) => new()
    {
        ["logfile"] = options.LogToSyslog ? "syslog" : Stripped(options.LogFile),
        ["logfile_maxbytes"] = options.LogFileMaxBytes,
        ["logfile_backups"] = options.LogFileBackups,
        ["loglevel"] = (int)options.LogLevel,
        ["pidfile"] = Stripped(options.PidFile),
        ["umask"] = options.Umask,
        ["directory"] = Stripped(options.Directory),
        ["nodaemon"] = options.NoDaemon,
        ["silent"] = options.Silent,
        ["nocleanup"] = options.NoCleanup,
        ["strip_ansi"] = options.StripAnsi,
        ["minfds"] = options.MinFds,
        ["minprocs"] = options.MinProcs,
        ["childlogdir"] = Stripped(options.ChildLogDir),
        ["uid"] = options.Uid,
        ["identifier"] = options.Identifier,
        ["environment"] = Variables(options.Environment),
    };

    private JsonObject Server(HttpServerOptions options)
    {
        var result = new JsonObject { ["section"] = options.Section, ["username"] = Stripped(options.Username), ["password"] = options.Password };
        switch (options)
        {
            case InetServerOptions inet:
                (result["host"], result["port"]) = (inet.Host, inet.Port);
                break;
            case UnixServerOptions unix:
                (result["file"], result["chmod"]) = (Stripped(unix.Path), unix.Mode);
                result["chown"] = new JsonArray(unix.OwnerUid ?? -1, unix.OwnerGid ?? -1);
                break;
        }
        return result;
    }

    private JsonObject Group(GroupOptions options)
    {
        var result = new JsonObject
        {
            ["name"] = Stripped(options.Name),
            ["priority"] = options.Priority,
            ["processes"] = new JsonArray([.. options.Processes.Select(Process)]),
        };
        if (options is ListenerPoolOptions pool)
        {
            result["buffer_size"] = pool.BufferSize;
            result["events"] = new JsonArray([.. pool.Events.Order(StringComparer.Ordinal).Select(e => JsonValue.Create(e))]);
        }
        if (options.Processes.Select(p => p.Socket).FirstOrDefault() is { } socket)
        {
            result["socket"] = new JsonObject
            {
                ["url"] = Stripped(socket.Url),
                ["owner"] = socket.OwnerUid is { } uid ? new JsonArray(uid, socket.OwnerGid ?? -1) : null,
                ["mode"] = socket.Mode,
                ["backlog"] = socket.Backlog,
            };
        }
        return result;
    }

    private JsonObject Process(ProcessOptions options) => new()
    {
        ["name"] = Stripped(options.Name),
        ["command"] = Stripped(options.Command),
        ["directory"] = Stripped(options.Directory),
        ["umask"] = options.Umask,
        ["priority"] = options.Priority,
        ["autostart"] = options.AutoStart,
        ["autorestart"] = options.AutoRestart == RestartPolicy.Unexpected ? "unexpected" : options.AutoRestart == RestartPolicy.Always,
        ["startsecs"] = options.StartSeconds,
        ["startretries"] = options.StartRetries,
        ["uid"] = options.Uid,
        ["stopsignal"] = options.StopSignal,
        ["stopwaitsecs"] = options.StopWaitSeconds,
        ["stopasgroup"] = options.StopAsGroup,
        ["killasgroup"] = options.KillAsGroup,
        ["exitcodes"] = new JsonArray([.. options.ExitCodes.Select(code => JsonValue.Create(code))]),
        ["redirect_stderr"] = options.RedirectStderr,
        ["serverurl"] = Stripped(options.ServerUrl),
        ["environment"] = Variables(options.Environment),
        ["stdout"] = Channel(options.Stdout),
        ["stderr"] = Channel(options.Stderr),
    };

    private JsonObject Channel(ChannelOptions options) => new()
    {
        ["logfile"] = options.LogFile.Kind switch { LogTargetKind.None => null, LogTargetKind.Auto => "AUTO", _ => Stripped(options.LogFile.Path) },
        ["maxbytes"] = options.LogFileMaxBytes,
        ["backups"] = options.LogFileBackups,
        ["capture"] = options.CaptureMaxBytes,
        ["events"] = options.EventsEnabled,
        ["syslog"] = options.Syslog,
    };

    private JsonArray Texts(ServerConfiguration configuration, LogLevel level) =>
        new([.. configuration.Messages.Where(m => m.Level == level).Select(m => JsonValue.Create(Stripped(m.Text)))]);

    private JsonObject Variables(IEnumerable<EnvironmentVariable> variables) =>
        new(variables.Select(v => KeyValuePair.Create(v.Name, (JsonNode?)JsonValue.Create(Stripped(v.Value)))));

    private string? Stripped(string? text) => text?.Replace(directory, "@dir@", StringComparison.Ordinal);
}
