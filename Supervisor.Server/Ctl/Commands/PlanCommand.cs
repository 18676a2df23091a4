using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>plan</c>, and <c>update --dry-run</c>: what an update would do. The daemon changes nothing for it.</summary>
internal static class PlanCommand
{
    private const string Keep = "keep";

    private const string NotThere =
        "ERROR: this supervisord cannot tell a plan: it is Python's, or older than this supervisorctl. reread says which groups differ.";

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        var isJson = words.Contains(ValueJson.Option);
        IReadOnlyList<string> names = [.. words.Where(w => w != ValueJson.Option)];
        if (names.FirstOrDefault(n => n.StartsWith('-')) is { } option)
        {
            CommandTable.Plan.Misused(session, $"Error: plan has no option {option}");
            return;
        }
        try
        {
            Show(session, session.Client.CallLive("getPlan").Items(), names, isJson);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.ShutdownState or FaultCode.CantReread or FaultCode.UnknownMethod)
        {
            session.Fail(
                fault.Code switch
                {
                    FaultCode.ShutdownState => "ERROR: supervisor shutting down",
                    FaultCode.UnknownMethod => NotThere,
                    _ => $"ERROR: {fault.Text}",
                },
                isJson);
        }
    }

    private static void Show(Session session, IReadOnlyList<XmlRpcValue> all, IReadOnlyList<string> names, bool isJson)
    {
        var plan = Select(session, all, names, isJson);
        if (isJson)
            session.Write(ValueJson.Array(plan));
        else
            session.Write(PlanText.Of([.. plan.Select(PlanRow.Of)]));
        if (session.ExitStatus == ExitStatus.Success && plan.Any(change => change.Member("kind").Text() != Keep))
            session.ExitStatus = ExitStatus.PlanHasChanges;
    }

    /// <summary>The rows of the groups that are named; names that are no group are told.</summary>
    private static IReadOnlyList<XmlRpcValue> Select(Session session, IReadOnlyList<XmlRpcValue> plan, IReadOnlyList<string> names, bool isJson)
    {
        if (names.Count == 0 || names.Contains("all"))
            return plan;
        var known = plan.Select(change => change.Member("group").Text()).ToHashSet();
        var wanted = NamePatterns.ChooseGroups(known, names, line => session.Fail(line, isJson));
        return [.. plan.Where(change => wanted.Contains(change.Member("group").Text()))];
    }
}
