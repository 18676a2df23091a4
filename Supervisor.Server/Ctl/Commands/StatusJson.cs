using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// <c>status --json</c>: an array with one object for each process, with the members the daemon sent. Standard output holds nothing else,
/// whatever happens; the exit status is that of <c>status</c>.
/// </summary>
internal static class StatusJson
{
    public static void Run(Session session, IReadOnlyList<string> names)
    {
        try
        {
            var answer = session.Client.Call("getAllProcessInfo").Items();
            var all = answer.Select(Answers.ProcessInfo).ToList();
            // A process named twice is told twice, as in the table: hence by place and not by value.
            var listed = StatusCommands.Select(session, all, names, session.Error.WriteLine);
            session.Write(ValueJson.Array(listed.Select(process => answer[all.IndexOf(process)])));
        }
        catch (ClientException failure) when (!(session.IsInteractive && failure is HttpStatusException { Status: 401 }))
        {
            session.Error.WriteLine(failure.Line);
            ConnectionAdvice.Give(session, failure);
            session.ExitStatus = failure is ConnectionException { Errno: Errno.ECONNREFUSED or Errno.ENOENT } ? ExitStatus.StatusUnknown : ExitStatus.Generic;
        }
    }
}
