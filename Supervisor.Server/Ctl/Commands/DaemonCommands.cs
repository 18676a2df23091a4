using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>reload</c>, <c>shutdown</c>, <c>version</c>, <c>open</c>, <c>quit</c>: about the daemon as a whole, or about which one.</summary>
internal static class DaemonCommands
{
    public static void Reload(Session session, string rest)
    {
        if (!Arguments.AreNone(session, CommandTable.Reload, rest) || !IsConfirmed(session, "Really restart the remote supervisord process y/N? "))
            return;
        try
        {
            session.Client.Call("restart");
            session.WriteLine("Restarted supervisord");
        }
        catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
        {
            session.Fail("ERROR: already shutting down");
        }
        catch (FaultException fault) when (fault.Code == FaultCode.CantReread)
        {
            // Stock's daemon never refuses; what it says of a reread is said of this, too.
            session.Fail($"ERROR: {fault.Text}");
        }
    }

    public static void Shutdown(Session session, string rest)
    {
        if (!Arguments.AreNone(session, CommandTable.Shutdown, rest)
            || !IsConfirmed(session, "Really shut the remote supervisord process down y/N? "))
            return;
        try
        {
            session.Client.Call("shutdown");
            session.WriteLine("Shut down");
        }
        catch (FaultException fault) when (fault.Code == FaultCode.ShutdownState)
        {
            session.WriteLine("ERROR: already shutting down");
        }
        catch (ConnectionException refusal) when (refusal.Errno is Errno.ECONNREFUSED or Errno.ENOENT)
        {
            var what = refusal.Errno == Errno.ENOENT ? "no such file" : "refused connection";
            session.Fail($"ERROR: {session.Client.Url} {what} (already shut down?)");
            ConnectionAdvice.Give(session, refusal);
        }
    }

    public static void Version(Session session, string rest)
    {
        if (Arguments.AreNone(session, CommandTable.Version, rest) && Handshake.Succeeds(session))
            session.WriteLine(session.Client.Call("getSupervisorVersion").Text());
    }

    public static void Open(Session session, string url)
    {
        var scheme = url.Split(':')[0].ToLowerInvariant();
        if (!url.Contains(':') || scheme is not ("unix" or "http"))
        {
            session.Fail("ERROR: url must be http:// or unix://");
            return;
        }
        session.Client.Redirect(url);
        // How the other daemon's processes are doing is no verdict on this command.
        var before = session.ExitStatus;
        StatusCommands.Status(session, "");
        session.ExitStatus = before;
    }

    public static void Quit(Session session, string rest)
    {
        session.WriteLine("");
        session.IsOver = true;
    }

    private static bool IsConfirmed(Session session, string question) =>
        !session.IsInteractive || session.Prompt.Ask(question).StartsWith("y", StringComparison.OrdinalIgnoreCase);
}
