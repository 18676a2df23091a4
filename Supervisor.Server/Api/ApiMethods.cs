using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Api;

/// <summary>Which method of the wire is which method here: one row each, the older names beside the newer.</summary>
internal static class ApiMethods
{
    /// <param name="api">What carries the methods out.</param>
    /// <param name="hasSupervisorInterface">False leaves only <c>system.*</c>, as stock does without <c>[rpcinterface:supervisor]</c>.</param>
    public static RpcMethodTable Bind(SupervisorApi api, bool hasSupervisorInterface) =>
        hasSupervisorInterface ? new(Rows(api), api.RefuseWhileStopping) : new([]);

    private static IEnumerable<RpcMethod> Rows(SupervisorApi api) => [.. Control(api), .. Processes(api), .. Logs(api)];

    private static IEnumerable<RpcMethod> Control(SupervisorApi api) =>
    [
        Row("getAPIVersion", _ => ProductVersion.Api),
        Row("getVersion", _ => ProductVersion.Api),
        Row("getSupervisorVersion", _ => ProductVersion.Text),
        Row("getIdentification", _ => api.GetIdentification()),
        Row("getState", _ => api.GetState()),
        Row("getPID", _ => Environment.ProcessId),
        Row("readLog", a => Value(api.ReadLogAsync(a.Int(0), a.Int(1)))),
        Row("readMainLog", a => Value(api.ReadLogAsync(a.Int(0), a.Int(1)))),
        Row("clearLog", _ => Value(api.ClearLogAsync())),
        Row("shutdown", _ => api.Shutdown()),
        Row("restart", _ => Value(api.RestartAsync())),
        Row("reloadConfig", _ => api.ReloadConfigAsync()),
        Row("addProcessGroup", a => Value(api.AddProcessGroupAsync(a.Printed(0)))),
        Row("removeProcessGroup", a => api.RemoveProcessGroup(a.Printed(0))),
        Row("getAllConfigInfo", _ => api.GetAllConfigInfo()),
        Row("sendRemoteCommEvent", a => api.SendRemoteCommEvent(a.Printed(0), a.Printed(1))),
    ];

    private static IEnumerable<RpcMethod> Processes(SupervisorApi api) =>
    [
        Row("startProcess", a => api.StartProcessAsync(a.String(0), Wait(a, 1))),
        Row("startProcessGroup", a => api.StartProcessGroupAsync(a.Printed(0), Wait(a, 1))),
        Row("startAllProcesses", a => api.StartAllProcessesAsync(Wait(a, 0))),
        Row("stopProcess", a => api.StopProcessAsync(a.String(0), Wait(a, 1))),
        Row("stopProcessGroup", a => api.StopProcessGroupAsync(a.Printed(0), Wait(a, 1))),
        Row("stopAllProcesses", a => api.StopAllProcessesAsync(Wait(a, 0))),
        Row("signalProcess", a => api.SignalProcessAsync(a.String(0), a.StringOrInt(1))),
        Row("signalProcessGroup", a => api.SignalProcessGroupAsync(a.Printed(0), a.StringOrInt(1))),
        Row("signalAllProcesses", a => api.SignalAllProcessesAsync(a.StringOrInt(0))),
        Row("sendProcessStdin", a => SendStdin(api, a)),
        Row("getProcessInfo", a => api.GetProcessInfo(a.String(0))),
        Row("getAllProcessInfo", _ => api.GetAllProcessInfo()),
    ];

    private static IEnumerable<RpcMethod> Logs(SupervisorApi api) =>
    [
        Row("readProcessStdoutLog", a => Value(api.ReadProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2)))),
        Row("readProcessLog", a => Value(api.ReadProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2)))),
        Row("readProcessStderrLog", a => Value(api.ReadProcessStderrLogAsync(a.String(0), a.Int(1), a.Int(2)))),
        Row("tailProcessStdoutLog", a => api.TailProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2))),
        Row("tailProcessLog", a => api.TailProcessStdoutLogAsync(a.String(0), a.Int(1), a.Int(2))),
        Row("tailProcessStderrLog", a => api.TailProcessStderrLogAsync(a.String(0), a.Int(1), a.Int(2))),
        Row("clearProcessLogs", a => api.ClearProcessLogsAsync(a.String(0))),
        Row("clearProcessLog", a => api.ClearProcessLogsAsync(a.String(0))),
        Row("clearAllProcessLogs", _ => api.ClearAllProcessLogsAsync()),
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

    private static async Task<XmlRpcValue> Value(Task<bool> result) => await result;

    private static async Task<XmlRpcValue> Value(Task<string> result) => await result;
}
