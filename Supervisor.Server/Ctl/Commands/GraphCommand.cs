using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>graph</c>: what depends on what, as text or for <c>dot</c>.</summary>
internal static class GraphCommand
{
    private const string Dot = "--dot";
    private const string Nothing = "Nothing depends on anything";

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        if (words.FirstOrDefault(word => word != Dot) is { } other)
        {
            CommandTable.Graph.Misused(session, $"Error: graph takes no {other}");
            return;
        }
        try
        {
            var processes = session.Client.CallLive("getGraph").Items();
            session.Write(words.Contains(Dot) ? DotOf(processes) : TextOf(processes));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.UnknownMethod or FaultCode.ShutdownState)
        {
            session.Fail(fault.Code == FaultCode.UnknownMethod ? LiveProcessCommands.NoDependencies : "ERROR: supervisor shutting down");
        }
    }

    /// <summary>Each process after what it depends on, with that below it.</summary>
    private static string TextOf(IReadOnlyList<XmlRpcValue> processes)
    {
        if (processes.Count == 0)
            return $"{Nothing}\n";
        var text = new StringBuilder();
        foreach (var process in processes)
        {
            var waiting = process.Member("waiting").Text();
            text.Append(Name(process)).Append("  ").Append(process.Member("statename").Text()).Append(waiting.Length > 0 ? $", {waiting}" : "").Append('\n');
            foreach (var need in process.Member("depends_on").Items())
            {
                text.Append("  after ").Append(need.Member("name").Text()).Append(" (").Append(need.Member("condition").Text())
                    .Append(need.Member("met").IsTrue() ? ")\n" : "), not yet\n");
            }
        }
        return text.ToString();
    }

    private static string DotOf(IReadOnlyList<XmlRpcValue> processes)
    {
        var text = new StringBuilder("digraph supervisor {\n");
        foreach (var process in processes)
        {
            text.Append("  \"").Append(Name(process)).Append("\";\n");
            foreach (var need in process.Member("depends_on").Items())
            {
                foreach (var target in need.Member("processes").Texts())
                    text.Append($"  \"{Name(process)}\" -> \"{target}\" [label=\"{need.Member("condition").Text()}\"];\n");
            }
        }
        return text.Append("}\n").ToString();
    }

    private static string Name(XmlRpcValue process) => NameSpec.Show(process.Member("group").Text(), process.Member("process").Text());
}
