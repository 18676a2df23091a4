using Supervisor.Server.Hosting;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>What becomes of the fields of the servers and of the host itself.</summary>
internal static class SnapshotFieldsOfServers
{
    private const string Given = "given";
    private const string Anew = "made anew";

    public static Dictionary<Type, OwnedFields> All { get; } = new()
    {
        [typeof(SupervisorHost)] = new(
            typeof(DaemonSnapshot),
            new()
            {
                ["Configuration"] = "Configuration",
                ["_hasSupervisorInterface"] = "HasSupervisorInterface",
                ["_context"] = "StateFile",
                ["_log"] = "MainLog",
                ["_pools"] = "Pools",
                ["_table"] = "Groups",
                ["_pidFile"] = "PidFile",
                ["_servers"] = "Servers",
                ["_ticks"] = "Ticks",
            },
            new()
            {
                ["_services"] = Given,
                ["_reading"] = Anew,
                ["_looking"] = Anew,
                ["_survivors"] = Anew,
                ["_api"] = Anew,
                ["_endless"] = "answers without an end are ended before a snapshot",
                ["_upgrades"] = Anew,
                ["_restartsPending"] = "a restart that is asked for comes before a snapshot",
                ["CallsUnderWay"] = "calls end before a snapshot",
                ["_closing"] = Anew,
                ["_stopRequested"] = Anew,
                ["State"] = "a daemon that stops or restarts refuses",
                ["Next"] = "a daemon that restarts refuses",
                ["_exitCode"] = "a daemon that stops refuses",
            }),
        [typeof(HostServices)] = new(
            typeof(DaemonSnapshot),
            new() { ["Origin"] = "Origin", ["EventSerials"] = "LastSerial", ["LogWriter"] = "Logs" },
            new()
            {
                ["Loop"] = Anew,
                ["SpawnQueue"] = "launches land before a snapshot",
                ["Failures"] = Anew,
                ["Http"] = "connections end before a snapshot",
                ["Time"] = Given,
                ["Environment"] = "the process's",
                ["SharedEnvironment"] = "the process's",
                ["Error"] = Given,
                ["StandardStreamCopies"] = "until it is in the background",
                ["FirstLife"] = "a life that goes on is not the first",
                ["Schedules"] = "each process has its own part",
                ["NamedSurvivors"] = "one that was named may be named once more",
                ["Manager"] = "the process's",
                ["Program"] = "the process's",
                ["Upgrades"] = "in the state that is handed over",
                ["StartDirectory"] = "in the state that is handed over",
                ["MainThread"] = Anew,
                ["ExitCode"] = "a daemon that stops refuses",
            }),
        [typeof(PidFile)] = new(
            typeof(PidFileRecord), new() { ["path"] = "Path", ["_written"] = "Written" }, new() { ["writer"] = Given, ["log"] = Given }),
        [typeof(HttpServers)] = new(
            typeof(DaemonSnapshot), new() { ["_listeners"] = "Servers", ["_parked"] = "Servers" }, new() { ["_accepting"] = Anew, ["_accept"] = Anew, ["_application"] = Anew, ["_loop"] = "the engine's" }),
        [typeof(HttpListener)] = new(
            typeof(HttpListenerRecord),
            new() { ["Section"] = "Options", ["Socket"] = "Descriptor", ["_file"] = "Name", ["_adopted"] = "Connections" },
            new() { ["EndPoint"] = "the socket's" }),
        [typeof(UnixSocketFile)] = new(
            typeof(HttpListenerRecord),
            new() { ["_path"] = "Options", ["Identity"] = "Name", ["Socket"] = "Descriptor" },
            new() { ["_removed"] = "only at the end" }),
    };
}
