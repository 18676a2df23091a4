using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>An update that the daemon carries out, which restarts only what has to be. Told with stock's words, and one more: adjusted.</summary>
internal static class PlannedUpdate
{
    /// <summary>False where the daemon is another's, or an older one, that cannot.</summary>
    public static bool TryRun(Session session, IReadOnlyList<string> words)
    {
        try
        {
            var isAll = words.Count == 0 || words.Contains("all");
            var groups = isAll ? [] : Wanted(session, words);
            if (isAll || groups.Count > 0)
                Tell(session, session.Client.CallLive("applyPlan", new XmlRpcValue.Array([.. groups.Select(group => (XmlRpcValue)group)])).Items());
            return true;
        }
        catch (FaultException fault) when (fault.Code == FaultCode.UnknownMethod)
        {
            return false;
        }
        catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
        {
            session.Fail("ERROR: already shutting down");
            return true;
        }
    }

    /// <summary>Names that are no group are told.</summary>
    private static List<string> Wanted(Session session, IReadOnlyList<string> words)
    {
        var known = session.Client.CallLive("getPlan").Items().Where(change => change.Member("kind").Text() != PlannedKind.Broken.Word()).Select(change => change.Member("group").Text()).ToHashSet();
        return [.. NamePatterns.ChooseGroups(known, words, line => session.Fail(line)).Where(known.Contains)];
    }

    private static void Tell(Session session, IReadOnlyList<XmlRpcValue> steps)
    {
        var adjusted = new Dictionary<string, List<string>>();
        foreach (var step in steps)
        {
            var name = Name(step);
            switch (step.Member("action").Text())
            {
                case "stopped":
                    session.WriteLine($"{name}: stopped");
                    break;
                case "adjusted":
                    // A program of one process is a group and its process.
                    if (!adjusted.TryGetValue(name, out var keys))
                        adjusted.Add(name, keys = []);
                    keys.AddRange(step.Member("keys").Items().Select(key => key.Text()).Except(keys));
                    break;
                case "failed":
                    session.Fail($"{name}: ERROR ({step.Member("text").Text()})");
                    break;
                case var action:
                    session.WriteLine($"{name}: {action} process group");
                    break;
            }
        }
        foreach (var (name, keys) in adjusted)
            session.WriteLine($"{name}: adjusted ({string.Join(", ", keys)})");
    }

    private static string Name(XmlRpcValue step)
    {
        var (group, process) = (step.Member("group").Text(), step.Member("process").Text());
        return process.Length == 0 ? group : NameSpec.Show(group, process);
    }
}
