using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>limits</c>: what a program may take of the machine, and changing that while it runs.</summary>
internal static class LimitsCommand
{
    private const string NotThere = "ERROR: this supervisord cannot tell or change limits: it is Python's, or older than this supervisorctl.";
    private const int KeyWidth = 20;
    private const int ConfiguredWidth = 26;

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        if (words.Count == 0)
        {
            CommandTable.Limits.Misused(session, "Error: limits requires a process name");
            return;
        }
        var name = words[0];
        IReadOnlyList<string> assignments = [.. words.Skip(1)];
        try
        {
            if (assignments.Count == 0)
                Show(session, name);
            else
                Set(session, name, assignments);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.UnknownMethod)
        {
            session.Fail(NotThere);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.BadName)
        {
            session.Fail($"{name}: ERROR (no such process)");
        }
        catch (FaultException fault) when (fault.Code is FaultCode.NotRunning)
        {
            session.Fail($"{name}: ERROR (not running)", ExitStatus.NotRunning);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.IncorrectParameters or FaultCode.ShutdownState)
        {
            session.Fail($"{name}: ERROR ({fault.Text})");
        }
    }

    private static void Set(Session session, string name, IReadOnlyList<string> assignments)
    {
        var refused = session.Client.CallLive("setLimits", name, new XmlRpcValue.Array([.. assignments.Select(a => (XmlRpcValue)a)])).Texts();
        foreach (var sentence in refused)
            session.Fail($"{name}: ERROR ({sentence})");
        if (refused.Count == 0)
            session.WriteLine($"{name}: limits changed until its next start");
    }

    private static void Show(Session session, string name)
    {
        var table = new StringBuilder();
        Line("limit", "configured", "actual");
        foreach (var limit in session.Client.CallLive("getLimits", name).Items())
            Line(limit.Member("name").Text(), Text(limit.Member("configured")), Text(limit.Member("actual")));
        session.Write(table.ToString());

        void Line(string key, string configured, string actual) =>
            table.Append(key.PadRight(KeyWidth)).Append(configured.PadRight(ConfiguredWidth)).Append(actual).Append('\n');
    }

    private static string Text(XmlRpcValue value) => value.Text() is { Length: > 0 } text ? text : "-";
}
