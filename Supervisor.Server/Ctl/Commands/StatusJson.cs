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
    private static readonly string[] OfSchedules = ["next_run", "last_run", "last_duration", "skipped"];

    public static void Run(Session session, IReadOnlyList<string> names)
    {
        try
        {
            var answer = session.Client.Call("getAllProcessInfo").Items();
            var all = answer.Select(Answers.ProcessInfo).ToList();
            // A process named twice is told twice, as in the table: hence by place and not by value.
            var listed = StatusCommands.Select(session, all, names, session.Error.WriteLine);
            var schedules = Schedules(session);
            session.Write(ValueJson.Array(listed.Select(process => With(answer[all.IndexOf(process)], schedules.GetValueOrDefault((process.Group, process.Name))))));
        }
        catch (ClientException failure) when (!(session.IsInteractive && failure is HttpStatusException { Status: 401 }))
        {
            session.Error.WriteLine(failure.Line);
            ConnectionAdvice.Give(session, failure);
            session.ExitStatus = failure is ConnectionException { Errno: Errno.ECONNREFUSED or Errno.ENOENT } ? ExitStatus.StatusUnknown : ExitStatus.Generic;
        }
    }

    /// <summary>Of a daemon that knows of schedules, and has some.</summary>
    private static Dictionary<(string Group, string Process), XmlRpcValue.Struct> Schedules(Session session)
    {
        try
        {
            return session.Client.CallLive("getStatus") is XmlRpcValue.Struct status && status.Members.FirstOrDefault(member => member.Key == "schedules").Value is { } schedules
                ? schedules.Items().OfType<XmlRpcValue.Struct>().ToDictionary(each => (each.Member("group").Text(), each.Member("process").Text()))
                : [];
        }
        catch (FaultException)
        {
            return [];
        }
    }

    private static XmlRpcValue With(XmlRpcValue process, XmlRpcValue.Struct? schedule) => schedule is null || process is not XmlRpcValue.Struct members
        ? process
        : new XmlRpcValue.Struct([.. members.Members, .. schedule.Members.Where(member => OfSchedules.Contains(member.Key))]);
}
