using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>status</c> and <c>pid</c>: what the daemon knows of its processes, and nothing changed.</summary>
internal static class StatusCommands
{
    private const int NarrowestName = 30;

    public static void Status(Session session, string rest)
    {
        var names = Arguments.Split(rest);
        if (names.Contains(ValueJson.Option))
        {
            StatusJson.Run(session, [.. names.Where(n => n != ValueJson.Option)]);
            return;
        }
        if (!Handshake.Succeeds(session))
        {
            session.ExitStatus = ExitStatus.StatusUnknown;
            return;
        }
        var all = session.Client.Call("getAllProcessInfo");
        var listed = Select(session, Answers.ProcessInfos(all), names, session.WriteLine);
        session.Write(Table(listed));
    }

    public static void Pid(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        var names = Arguments.Split(rest);
        if (names.Count == 0)
            session.WriteLine(session.Client.Call("getPID").Text());
        else if (names.Contains("all"))
            session.Write(string.Concat(Answers.ProcessInfos(session.Client.Call("getAllProcessInfo")).Select(p => $"{p.Pid}\n")));
        else
            PidsOf(session, NamePatterns.Expand(session, names));
    }

    /// <summary>
    /// The processes meant, in the order of the names; unknown names are told and set the exit status, and so does a listed process
    /// that does not run.
    /// </summary>
    public static IReadOnlyList<ProcessInfo> Select(
        Session session, IReadOnlyList<ProcessInfo> all, IReadOnlyList<string> names, Action<string> tell)
    {
        var listed = names.Count == 0 || names.Contains("all") ? all : [.. NamePatterns.Expand(all, names).SelectMany(Matching)];
        if (listed.Any(p => p.State.IsStopped()))
            session.ExitStatus = ExitStatus.SomethingStopped;
        return listed;

        IReadOnlyList<ProcessInfo> Matching(string name)
        {
            var spec = NameSpec.Parse(name);
            IReadOnlyList<ProcessInfo> found = [.. all.Where(p => p.Group == spec.Group && (spec.Process is null || p.Name == spec.Process))];
            if (found.Count == 0)
            {
                tell(spec.Process is null ? $"{spec.Group}: ERROR (no such group)" : $"{name}: ERROR (no such process)");
                session.ExitStatus = ExitStatus.StatusUnknown;
            }
            return found;
        }
    }

    private static string Table(IReadOnlyList<ProcessInfo> processes)
    {
        var names = processes.Select(p => NameSpec.Show(p.Group, p.Name)).ToList();
        var width = names.Select(PythonText.Length).Append(NarrowestName).Max() + 3;
        var table = new StringBuilder();
        foreach (var (name, process) in names.Zip(processes))
        {
            table.Append(PythonText.LeftAligned(name, width)).Append(PythonText.LeftAligned(process.State.WireName(), 10))
                .Append(process.Description).Append('\n');
        }
        return table.ToString();
    }

    private static void PidsOf(Session session, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                var process = Answers.ProcessInfo(session.Client.Call("getProcessInfo", name));
                session.WriteLine(process.Pid.ToString());
                if (process.Pid == 0)
                    session.ExitStatus = ExitStatus.NotRunning;
            }
            catch (FaultException fault) when (fault.Code == FaultCode.BadName)
            {
                session.Fail($"No such process {name}");
            }
        }
    }
}
