using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Api;

/// <summary>A row of the plan as <c>live.getPlan</c> sends it. What is not set or secret is an empty text: clients know no nil.</summary>
internal static class PlannedChangeValue
{
    public static XmlRpcValue Of(PlannedChange change) => new XmlRpcValue.Struct(
    [
        new("group", change.Group),
        new("process", change.Process ?? ""),
        new("kind", change.Kind.Word()),
        new("keys", new XmlRpcValue.Array([.. change.Keys.Select(Key)])),
    ]);

    private static XmlRpcValue Key(ChangedKey key) =>
        new XmlRpcValue.Struct([new("name", key.Name), new("old", key.Old ?? ""), new("new", key.New ?? "")]);
}
