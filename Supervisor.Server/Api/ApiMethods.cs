using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Api;

/// <summary>Which method of the wire is which method here: one row each, the older names beside the newer.</summary>
internal static class ApiMethods
{
    /// <param name="api">What carries the methods out.</param>
    /// <param name="hasSupervisorInterface">False leaves only <c>system.*</c>, as stock does without <c>[rpcinterface:supervisor]</c>.</param>
    public static RpcMethodTable Bind(SupervisorApi api, bool hasSupervisorInterface) =>
        hasSupervisorInterface ? new(Rows(api), api.RefuseWhileStopping) : new([]);

    private static IEnumerable<RpcMethod> Rows(SupervisorApi api) => [.. Control(api), .. Processes(api), .. Logs(api), .. Live(api)];

    private static IEnumerable<RpcMethod> Control(SupervisorApi api) =>
    [
        Row("getAPIVersion", _ => ProductVersion.Api),
        Row("getVersion", _ => ProductVersion.Api),
        Row("getSupervisorVersion", _ => ProductVersion.Text),
        Row("getIdentification", _ => api.GetIdentification()),
        Row("getState", _ => StateValue(api.GetState())),
        Row("getPID", _ => Environment.ProcessId),
        Row("readLog", a => Value(api.ReadLogAsync(a.Int(0), a.Int(1), a.Room))),
        Row("readMainLog", a => Value(api.ReadLogAsync(a.Int(0), a.Int(1), a.Room))),
        Row("clearLog", _ => Value(api.ClearLogAsync())),
        Row("shutdown", _ => api.Shutdown()),
        Row("restart", _ => Value(api.RestartAsync())),
        Row("reloadConfig", async _ => DifferenceValue(await api.ReloadConfigAsync())),
        Row("addProcessGroup", a => Value(api.AddProcessGroupAsync(a.Printed(0)))),
        Row("removeProcessGroup", a => api.RemoveProcessGroup(a.Printed(0))),
        Row("getAllConfigInfo", _ => List(api.GetAllConfigInfo(), info => info.ToValue())),
        Row("sendRemoteCommEvent", a => api.SendRemoteCommEvent(a.Printed(0), a.Printed(1))),
    ];

    private static IEnumerable<RpcMethod> Processes(SupervisorApi api) =>
    [
        Row("startProcess", async a => TrueOrResults(await api.StartProcessAsync(a.String(0), Wait(a, 1)))),
        Row("startProcessGroup", async a => Results(await api.StartProcessGroupAsync(a.Printed(0), Wait(a, 1)))),
        Row("startAllProcesses", async a => Results(await api.StartAllProcessesAsync(Wait(a, 0)))),
        Row("stopProcess", async a => TrueOrResults(await api.StopProcessAsync(a.String(0), Wait(a, 1)))),
        Row("stopProcessGroup", async a => Results(await api.StopProcessGroupAsync(a.Printed(0), Wait(a, 1)))),
        Row("stopAllProcesses", async a => Results(await api.StopAllProcessesAsync(Wait(a, 0)))),
        Row("signalProcess", async a => TrueOrResults(await api.SignalProcessAsync(a.String(0), a.StringOrInt(1)))),
        Row("signalProcessGroup", async a => Results(await api.SignalProcessGroupAsync(a.Printed(0), a.StringOrInt(1)))),
        Row("signalAllProcesses", async a => Results(await api.SignalAllProcessesAsync(a.StringOrInt(0)))),
        Row("sendProcessStdin", a => SendStdin(api, a)),
        Row("getProcessInfo", a => api.GetProcessInfo(a.String(0)).ToValue()),
        Row("getAllProcessInfo", Same(api.GetAllProcessInfo, info => info.ToValue())),
    ];

    private static IEnumerable<RpcMethod> Logs(SupervisorApi api) =>
    [
        Row("readProcessStdoutLog", a => Value(api.ReadProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("readProcessLog", a => Value(api.ReadProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("readProcessStderrLog", a => Value(api.ReadProcessStderrLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("tailProcessStdoutLog", async a => TailValue(await api.TailProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("tailProcessLog", async a => TailValue(await api.TailProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("tailProcessStderrLog", async a => TailValue(await api.TailProcessStderrLogAsync(a.String(0), a.Int(1), a.Int(2), a.Room))),
        Row("clearProcessLogs", async a => await TrueAfter(api.ClearProcessLogsAsync(a.String(0)))),
        Row("clearProcessLog", async a => await TrueAfter(api.ClearProcessLogsAsync(a.String(0)))),
        Row("clearAllProcessLogs", async _ => Results(await api.ClearAllProcessLogsAsync())),
    ];

    private static IEnumerable<RpcMethod> Live(SupervisorApi api) =>
    [
        RpcMethod.Row("live.getPlan", async _ => List(await api.GetPlanAsync(), PlannedChangeValue.Of)),
        RpcMethod.Row("live.applyPlan", async a => List(await api.ApplyPlanAsync(a.Count > 0 ? Texts(a, 0) : []), UpdateStepValue.Of)),
        RpcMethod.Row("live.getLimits", async a => List(await api.GetLimitsAsync(a.String(0)), LimitValue)),
        RpcMethod.Row("live.setLimits", async a => List(await api.SetLimitsAsync(a.String(0), Texts(a, 1)), sentence => sentence)),
        RpcMethod.Row("live.upgrade", async _ => await api.Upgrades.BeginAsync()),
        RpcMethod.Row("live.checkUpgrade", _ => Value(api.Upgrades.CheckAsync())),
        RpcMethod.Row("live.getStatus", _ => StatusValue(api.Upgrades, api.Adopted, api.GetSchedules(), api.GetHealth())),
        RpcMethod.Row("live.schedule", a => List(api.Schedule(a.String(0), a.Count > 1 ? a.String(1) : ""), ScheduleValue.Of)),
        RpcMethod.Row("live.getGraph", _ => List(api.GetGraph(), DependencyValue.Of)),
        RpcMethod.Row("live.startProcess", async a => TrueOrResults(await api.StartProcessAsync(a.String(0), Wait(a, 1), a.Boolean(2, otherwise: true)))),
        RpcMethod.Row("live.reloadProgram", async a => TrueOrResults(await api.ReloadProgramAsync(a.String(0)))),
        RpcMethod.Row("live.stopWithDependents", async a => Results(await api.StopWithDependentsAsync(a.String(0), Wait(a, 1)))),
    ];

    private static RpcMethod Row(string name, Func<RpcArguments, XmlRpcValue> handler) => RpcMethod.Row($"supervisor.{name}", handler);

    private static RpcMethod Row(string name, Func<RpcArguments, Task<XmlRpcValue>> handler) => RpcMethod.Row($"supervisor.{name}", handler);

    private static bool Wait(RpcArguments arguments, int index) => arguments.Boolean(index, otherwise: true);

    /// <summary>What is to be written is looked at before the name, as stock does.</summary>
    private static Task<XmlRpcValue> SendStdin(SupervisorApi api, RpcArguments arguments)
    {
        var characters = Encoding.UTF8.GetBytes(arguments.Text(1));
        return Value(api.SendProcessStdinAsync(arguments.String(0), characters));
    }

    private static XmlRpcValue LimitValue(LimitInfo limit) =>
        new XmlRpcValue.Struct([new("name", limit.Key), new("configured", limit.Configured), new("actual", limit.Actual)]);

    private static IReadOnlyList<string> Texts(RpcArguments arguments, int index) => arguments[index] is XmlRpcValue.Array array
        ? [.. array.Items.Select(item => item is XmlRpcValue.Str text ? text.Value : throw new RpcException(FaultCode.IncorrectParameters))]
        : throw new RpcException(FaultCode.IncorrectParameters);

    private static XmlRpcValue.Struct StateValue(SupervisorState state) =>
        new([new("statecode", (int)state), new("statename", state.WireName())]);

    private static XmlRpcValue.Struct StatusValue(IUpgrades upgrades, IEnumerable<string> adopted, IReadOnlyList<ScheduleInfo> schedules, IReadOnlyList<HealthInfo> health) => new(
    [
        new("generation", upgrades.Generation),
        new("version", ProductVersion.Text),
        new("pid", Environment.ProcessId),
        new("upgraded", upgrades.Last?.At ?? 0),
        new("from_version", upgrades.Last?.FromVersion ?? ""),
        new("gap_ms", new XmlRpcValue.Double(Math.Round(upgrades.Last?.GapMilliseconds ?? 0, 1))),
        new("kept", upgrades.Last?.Kept ?? 0),
        new("last_error", upgrades.LastError),
        new("adopted", new XmlRpcValue.Array([.. adopted.Select(name => (XmlRpcValue)name)])),
        .. schedules.Count == 0 ? Array.Empty<KeyValuePair<string, XmlRpcValue>>() : [new("schedules", List(schedules, ScheduleValue.Of))],
        .. health.Count == 0 ? Array.Empty<KeyValuePair<string, XmlRpcValue>>() : [new("health", List(health, HealthValue.Of))],
    ]);

    /// <summary>The three lists lie in an array in an array: the wire has always had it so.</summary>
    private static XmlRpcValue.Array DifferenceValue(ConfigurationDiff difference)
    {
        XmlRpcValue[] lists = [Names(difference.Added), Names(difference.Changed), Names(difference.Removed)];
        return new([new XmlRpcValue.Array(lists)]);

        static XmlRpcValue.Array Names(IReadOnlyList<GroupOptions> groups) => new([.. groups.Select(g => (XmlRpcValue)g.Name)]);
    }

    private static XmlRpcValue.Array TailValue(LogEnd end) => new([new XmlRpcValue.Utf8(end.Text), (int)Math.Min(end.Offset, int.MaxValue), end.HasMore]);

    private static XmlRpcValue.Array Results(IReadOnlyList<ProcessResult> results) => List(results, result => result.ToValue());

    private static XmlRpcValue TrueOrResults(IReadOnlyList<ProcessResult>? results) => results is null ? true : Results(results);

    /// <summary>The values are made where they are written, off the loop.</summary>
    private static XmlRpcValue.Array List<T>(IReadOnlyList<T> items, Func<T, XmlRpcValue> convert) => new(new ConvertedList<T>(items, convert));

    /// <summary>The same list becomes the same value, so that the same answer is known by its value.</summary>
    private static Func<RpcArguments, XmlRpcValue> Same<T>(Func<IReadOnlyList<T>> read, Func<T, XmlRpcValue> convert)
    {
        IReadOnlyList<T>? last = null;
        XmlRpcValue? value = null;
        return _ =>
        {
            var items = read();
            if (value is null || !ReferenceEquals(items, last))
                (last, value) = (items, List(items, convert));
            return value;
        };
    }

    private static async Task<XmlRpcValue> TrueAfter(Task done)
    {
        await done;
        return true;
    }

    private static async Task<XmlRpcValue> Value(Task<bool> result) => await result;

    private static async Task<XmlRpcValue> Value(Task<string> result) => await result;

    private static async Task<XmlRpcValue> Value(Task<ReadOnlyMemory<byte>> log) => new XmlRpcValue.Utf8(await log);
}
