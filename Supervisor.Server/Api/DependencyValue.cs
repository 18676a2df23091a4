using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>A process of the graph as <c>live.getGraph</c> sends it.</summary>
internal static class DependencyValue
{
    public static XmlRpcValue Of(DependencyOverview process) => new XmlRpcValue.Struct(
    [
        new("group", process.Group),
        new("process", process.Process),
        new("statename", process.State.WireName()),
        new("waiting", process.Waiting),
        new("depends_on", new XmlRpcValue.Array([.. process.Needs.Select(Need)])),
        new("required_by", new XmlRpcValue.Array([.. process.RequiredBy.Select(name => (XmlRpcValue)name)])),
    ]);

    private static XmlRpcValue Need(RunningEdge edge) => new XmlRpcValue.Struct(
    [
        new("name", edge.Dependency.Name),
        new("condition", edge.Dependency.Condition.Word()),
        new("met", StartGates.IsMet(edge)),
        new("processes", new XmlRpcValue.Array([.. edge.Targets.Select(target => (XmlRpcValue)NameSpec.Show(target.GroupName, target.Name))])),
    ]);
}
