using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>avail</c> and <c>reread</c>: what is configured, and what would change.</summary>
internal static class ConfigurationCommands
{
    public static void Avail(Session session, string rest)
    {
        if (!Arguments.AreNone(session, CommandTable.Avail, rest))
            return;
        try
        {
            var table = new StringBuilder();
            foreach (var process in session.Client.Call("getAllConfigInfo").Items())
            {
                var name = NameSpec.Show(process.Member("group").Text(), process.Member("name").Text());
                table.Append(PythonText.LeftAligned(name, 32)).Append(' ')
                    .Append((process.Member("inuse").IsTrue() ? "in use" : "avail").PadRight(9)).Append(' ')
                    .Append((process.Member("autostart").IsTrue() ? "auto" : "manual").PadRight(9)).Append(' ')
                    .Append(process.Member("group_prio").Text()).Append(':').Append(process.Member("process_prio").Text()).Append('\n');
            }
            session.Write(table.ToString());
        }
        catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
        {
            session.Fail("ERROR: supervisor shutting down");
        }
    }

    public static void Reread(Session session, string rest)
    {
        if (!Arguments.AreNone(session, CommandTable.Reread, rest))
            return;
        try
        {
            Show(session, GroupChanges.Reread(session));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.ShutdownState or FaultCode.CantReread)
        {
            session.Fail(fault.Code == FaultCode.ShutdownState ? "ERROR: supervisor shutting down" : $"ERROR: {fault.Text}");
        }
    }

    private static void Show(Session session, GroupChanges changes)
    {
        var fates = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (names, fate) in new[] { (changes.Added, "available"), (changes.Changed, "changed"), (changes.Removed, "disappeared") })
        {
            foreach (var name in names)
                fates[name] = fate;
        }
        foreach (var (name, fate) in fates)
            session.WriteLine($"{name}: {fate}");
        if (fates.Count == 0)
            session.WriteLine("No config updates to processes");
    }
}
