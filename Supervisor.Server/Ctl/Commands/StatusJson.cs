using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// <c>status --json</c>: an array with one object for each process, with the members the daemon sent. Standard output holds nothing else,
/// whatever happens; the exit status is that of <c>status</c>.
/// </summary>
internal static class StatusJson
{
    /// <summary>Members of programs that use something that stock has not.</summary>
    private static readonly string[] OfFeatures = ["next_run", "last_run", "last_duration", "skipped", "health", "health_since", "readiness", "liveness", "status_text"];

    public static void Run(Session session, IReadOnlyList<string> names)
    {
        try
        {
            var answer = session.Client.Call("getAllProcessInfo").Items();
            var all = answer.Select(Answers.ProcessInfo).ToList();
            // A process named twice is told twice, as in the table: hence by place and not by value.
            var listed = StatusCommands.Select(session, all, names, session.Error.WriteLine);
            var features = Features(session);
            session.Write(ValueJson.Array(listed.Select(process => With(answer[all.IndexOf(process)], features[(process.Group, process.Name)]))));
        }
        catch (ClientException failure) when (!(session.IsInteractive && failure is HttpStatusException { Status: 401 }))
        {
            session.Error.WriteLine(failure.Line);
            ConnectionAdvice.Give(session, failure);
            session.ExitStatus = failure is ConnectionException { Errno: Errno.ECONNREFUSED or Errno.ENOENT } ? ExitStatus.StatusUnknown : ExitStatus.Generic;
        }
    }

    /// <summary>Of a daemon that knows of such things, and has programs with some.</summary>
    private static ILookup<(string Group, string Process), KeyValuePair<string, XmlRpcValue>> Features(Session session) => Lists(session)
        .SelectMany(list => list.Items().OfType<XmlRpcValue.Struct>())
        .SelectMany(each => each.Members.Where(member => OfFeatures.Contains(member.Key)).Select(member => (Of: (each.Member("group").Text(), each.Member("process").Text()), Member: member)))
        .ToLookup(each => each.Of, each => each.Member);

    private static IEnumerable<XmlRpcValue> Lists(Session session)
    {
        try
        {
            return session.Client.CallLive("getStatus") is XmlRpcValue.Struct status ? [.. status.Members.Where(member => member.Key is "schedules" or "health").Select(member => member.Value)] : [];
        }
        catch (FaultException)
        {
            return [];
        }
    }

    private static XmlRpcValue With(XmlRpcValue process, IEnumerable<KeyValuePair<string, XmlRpcValue>> members) =>
        process is XmlRpcValue.Struct own ? new XmlRpcValue.Struct([.. own.Members, .. members]) : process;
}
