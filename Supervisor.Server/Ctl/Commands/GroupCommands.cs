using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>add</c> and <c>remove</c>: single groups in and out of service.</summary>
internal static class GroupCommands
{
    public static void Add(Session session, string rest)
    {
        var names = Arguments.Split(rest);
        if (names.Any(NamePatterns.IsPattern))
            names = NamePatterns.ExpandGroups(Configured(session), names);
        foreach (var name in names)
        {
            try
            {
                session.Client.Call("addProcessGroup", name);
                session.WriteLine($"{name}: added process group");
            }
            catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
            {
                session.Fail("ERROR: shutting down");
            }
            catch (FaultException fault) when (fault.Code == FaultCode.AlreadyAdded)
            {
                session.WriteLine("ERROR: process group already active");
            }
            catch (FaultException fault) when (fault.Code == FaultCode.BadName)
            {
                session.Fail($"ERROR: no such process/group: {name}");
            }
        }
    }

    public static void Remove(Session session, string rest)
    {
        var names = Arguments.Split(rest);
        if (names.Any(NamePatterns.IsPattern))
            names = NamePatterns.ExpandGroups(Active(session), names);
        foreach (var name in names)
        {
            try
            {
                session.Client.Call("removeProcessGroup", name);
                session.WriteLine($"{name}: removed process group");
            }
            catch (FaultException fault) when (fault.Code == FaultCode.StillRunning)
            {
                session.Fail($"ERROR: process/group still running: {name}");
            }
            catch (FaultException fault) when (fault.Code == FaultCode.BadName)
            {
                session.Fail($"ERROR: no such process/group: {name}");
            }
        }
    }

    /// <summary>The groups in service.</summary>
    public static IEnumerable<string> Active(Session session) =>
        Answers.ProcessInfos(session.Client.Call("getAllProcessInfo")).Select(p => p.Group).Distinct();

    /// <summary>Those that wait to be added.</summary>
    private static IEnumerable<string> Configured(Session session) => session.Client.Call("getAllConfigInfo").Items()
        .Where(process => !process.Member("inuse").IsTrue())
        .Select(process => process.Member("group").Text());
}
