using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>fg</c>: both logs of a process as they grow, and each line typed goes to its standard input.</summary>
internal static class ForegroundCommand
{
    private const string Killed = "Process got killed";
    private const string Leaving = "Exiting foreground";

    public static void Run(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        var names = Arguments.Split(rest);
        if (names.Count == 0)
            CommandTable.Fg.Misused(session, "ERROR: no process name supplied");
        else if (names.Count > 1)
            session.Fail("ERROR: too many process names supplied");
        else if (NamePatterns.Expand(session, names) is [var name] && IsRunning(session, name))
            Attach(session, name);
        else if (NamePatterns.Expand(session, names).Count > 1)
            session.Fail("ERROR: bad process name supplied");
    }

    private static bool IsRunning(Session session, string name)
    {
        try
        {
            if (Answers.ProcessInfo(session.Client.Call("getProcessInfo", name)).State == ProcessState.Running)
                return true;
            session.Fail("ERROR: process not running");
        }
        catch (FaultException fault) when (fault.Code == FaultCode.BadName)
        {
            session.Fail("ERROR: bad process name supplied");
        }
        catch (FaultException fault)
        {
            session.WriteLine($"ERROR: {fault.Message}");
        }
        return false;
    }

    private static void Attach(Session session, string name)
    {
        session.WriteLine(LogFollowing.Banner);
        var shellInterruption = session.Client.Interruption;
        var interruption = shellInterruption ?? new Interruption();
        session.Client.Interruption = interruption;
        try
        {
            using var output = new LogStream(session.Client, $"/logtail/{name}/stdout", session.Error);
            using var error = new LogStream(session.Client, $"/logtail/{name}/stderr", session.Error);
            Converse(session, name, interruption, [output, error]);
        }
        catch (OperationCanceledException)
        {
            session.WriteLine(Leaving);
        }
        finally
        {
            session.Client.Interruption = shellInterruption;
            if (interruption != shellInterruption)
                interruption.Dispose();
        }
    }

    private static void Converse(Session session, string name, Interruption interruption, LogStream[] logs)
    {
        while (true)
        {
            if (session.Input.TryTakeLine(out var line))
            {
                if (!Say(session, name, line + "\n"))
                    return;
                continue;
            }
            if (session.Input.IsAtEnd)
            {
                session.WriteLine(Leaving);
                return;
            }
            PollEntry[] entries =
            [
                new(session.Input.Descriptor, Readiness.Readable), .. logs.Select(log => new PollEntry(log.Descriptor, Readiness.Readable)),
            ];
            Interruption.Wait(interruption, entries);
            for (var i = 0; i < logs.Length; i++)
            {
                if (entries[i + 1].IsReady)
                    logs[i].Pump(session.Write);
            }
            if (entries[0].IsReady)
                session.Input.Fill();
        }
    }

    /// <summary>False: it is over, and why has been said.</summary>
    private static bool Say(Session session, string name, string text)
    {
        try
        {
            session.Client.Call("sendProcessStdin", name, text);
        }
        catch (FaultException fault)
        {
            session.WriteLine(fault.Code == FaultCode.NotRunning ? Killed : $"ERROR: {fault.Message}");
            session.WriteLine(Leaving);
            return false;
        }
        if (Answers.ProcessInfo(session.Client.Call("getProcessInfo", name)).State == ProcessState.Running)
            return true;
        session.WriteLine(Killed);
        session.WriteLine(Leaving);
        return false;
    }
}
