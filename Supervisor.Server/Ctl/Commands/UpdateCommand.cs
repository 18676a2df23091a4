using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// <c>update</c>: makes what runs follow the configuration. Where the daemon can, it does so itself (<see cref="PlannedUpdate"/>); else by a reread, and then
/// groups stopped, removed and added.
/// </summary>
internal static class UpdateCommand
{
    /// <summary>What stock answers where its own code fails.</summary>
    private const int InternalError = 500;

    private const string DryRunOption = "--dry-run";

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        if (words.Contains(DryRunOption))
        {
            PlanCommand.Run(session, string.Join(' ', words.Where(w => w != DryRunOption)));
            return;
        }
        if (session.Options.UpdateScope == UpdateScope.Changed && PlannedUpdate.TryRun(session, words))
            return;
        GroupChanges changes;
        try
        {
            changes = GroupChanges.Reread(session);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
        {
            session.Fail("ERROR: already shutting down");
            return;
        }
        var wanted = Wanted(session, words, changes);
        foreach (var group in changes.Removed.Where(wanted))
            Try(session, group, Remove);
        foreach (var group in changes.Changed.Where(wanted))
            Try(session, group, Replace);
        foreach (var group in changes.Added.Where(wanted))
            Try(session, group, Add);
    }

    /// <summary>What cannot be done to one group is no reason to leave the others as they are; a daemon that goes down is.</summary>
    private static void Try(Session session, string group, Action<Session, string> change)
    {
        try
        {
            change(session, group);
        }
        catch (FaultException fault) when (fault.Code != FaultCode.ShutdownState)
        {
            session.Fail($"{group}: ERROR ({fault.Text})");
        }
        catch (HttpStatusException failure) when (failure.Status == InternalError)
        {
            session.Fail($"{group}: ERROR ({failure.Message})");
        }
    }

    private static void Add(Session session, string group)
    {
        session.Client.Call("addProcessGroup", group);
        session.WriteLine($"{group}: added process group");
    }

    /// <summary>Which groups are meant; names that are no group are told.</summary>
    private static Func<string, bool> Wanted(Session session, IReadOnlyList<string> names, GroupChanges changes)
    {
        if (names.Count == 0 || names.Contains("all"))
            return _ => true;
        var known = GroupCommands.Active(session).Concat(changes.Added).ToHashSet();
        return NamePatterns.ChooseGroups(known, names, line => session.Fail(line)).Contains;
    }

    private static void Remove(Session session, string group)
    {
        var results = Answers.Results(session.Client.Call("stopProcessGroup", group));
        session.WriteLine($"{group}: stopped");
        if (results.Any(result => result.Status == FaultCode.Failed))
        {
            session.Fail($"{group}: has problems; not removing");
            return;
        }
        session.Client.Call("removeProcessGroup", group);
        session.WriteLine($"{group}: removed process group");
    }

    private static void Replace(Session session, string group)
    {
        session.Client.Call("stopProcessGroup", group);
        session.WriteLine($"{group}: stopped");
        session.Client.Call("removeProcessGroup", group);
        session.Client.Call("addProcessGroup", group);
        session.WriteLine($"{group}: updated process group");
    }
}
