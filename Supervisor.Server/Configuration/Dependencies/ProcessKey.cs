using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Configuration;

/// <summary>Which process, by the names of its group and its own.</summary>
internal readonly record struct ProcessKey(string Group, string Process)
{
    public override string ToString() => NameSpec.Show(Group, Process);
}
