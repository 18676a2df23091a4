using System.Net;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>The lines this folder writes to the main log, worded as stock words them.</summary>
internal static class HttpLog
{
    public static void Unmarshallable(this IMainLog log, string data) =>
        log.Error($"XML-RPC request data {data} is invalid: unmarshallable");

    public static void NoMethodName(this IMainLog log, string data) =>
        log.Error($"XML-RPC request data {data} is invalid: no method name");

    public static void MethodFailed(this IMainLog log, string data, Exception error) =>
        log.Critical($"Handling XML-RPC request with data {data} raised an unexpected exception: {error}");

    public static void MethodCalled(this IMainLog log, string method)
    {
        if (log.IsEnabled(LogLevel.Trace))
            log.Trace($"XML-RPC method called: {method}()");
    }

    public static void MethodReturned(this IMainLog log, string method, Fault? fault)
    {
        if (log.IsEnabled(LogLevel.Trace))
        {
            var outcome = fault is null ? "successfully" : $"fault: [{fault.Code}] {fault.Text}";
            log.Trace($"XML-RPC method {method}() returned {outcome}");
        }
    }

    public static void RequestRefused(this IMainLog log, string reason) => log.Trace($"HTTP request refused: {reason}");

    public static void WebInterfaceError(this IMainLog log, string reason) => log.Error($"Web interface error: {reason}");

    public static void Crowded(this IMainLog log, EndPoint server, long maxConnections) =>
        log.Warn($"{server} has {maxConnections} connections, as many as it may: idle ones are closed for those that come");

    public static void ServerError(this IMainLog log, string address, Exception error) =>
        log.Error($"{address}:Server Error: {error.GetType()}, {error.Message}: {error.StackTrace}");
}
