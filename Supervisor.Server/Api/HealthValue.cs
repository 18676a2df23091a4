using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>The health of a process as <c>live.getStatus</c> sends it; what is not known has no member.</summary>
internal static class HealthValue
{
    public static XmlRpcValue Of(HealthInfo health) => new XmlRpcValue.Struct(
    [
        new("group", health.Group),
        new("process", health.Process),
        new("health", health.State.Word()),
        new("health_since", health.Since),
        .. Probe("readiness", health.Readiness),
        .. Probe("liveness", health.Liveness),
        .. health.StatusText.Length == 0 ? Array.Empty<KeyValuePair<string, XmlRpcValue>>() : [new("status_text", health.StatusText)],
    ]);

    private static IEnumerable<KeyValuePair<string, XmlRpcValue>> Probe(string name, ProbeRecord? probe) => probe is null
        ? []
        : [new(name, new XmlRpcValue.Struct([new("last", probe.Last ?? ""), new("output", probe.Output), new("failures", probe.Failures)]))];
}
