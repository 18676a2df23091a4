using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Api;

/// <summary>A step of an update as <c>live.applyPlan</c> sends it.</summary>
internal static class UpdateStepValue
{
    public static XmlRpcValue Of(UpdateStep step) => new XmlRpcValue.Struct(
    [
        new("group", step.Group),
        new("process", step.Process ?? ""),
        new("action", step.Action),
        new("keys", new XmlRpcValue.Array([.. step.Keys.Select(key => (XmlRpcValue)key)])),
        new("text", step.Text),
    ]);
}
