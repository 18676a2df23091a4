using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>One option that differs, as the daemon tells it; empty texts are what is not set, or secret.</summary>
internal sealed record PlanKey(string Name, string Old, string New);

/// <summary>One row of the plan as the daemon tells it; an empty process is the group itself.</summary>
internal sealed record PlanRow(string Group, string Process, string Kind, IReadOnlyList<PlanKey> Keys)
{
    public string Name => Process.Length == 0 ? Group : NameSpec.Show(Group, Process);

    public static PlanRow Of(XmlRpcValue answer) => new(
        answer.Member("group").Text(),
        answer.Member("process").Text(),
        answer.Member("kind").Text(),
        [.. answer.Member("keys").Items().Select(key => new PlanKey(key.Member("name").Text(), key.Member("old").Text(), key.Member("new").Text()))]);
}
