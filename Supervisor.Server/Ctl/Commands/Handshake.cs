using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>The question most commands begin with: is there a daemon, and does it speak this version?</summary>
internal static class Handshake
{
    /// <summary>False: why not has been said, and the exit status is set.</summary>
    public static bool Succeeds(Session session)
    {
        try
        {
            var version = session.Client.Call("getVersion").Text();
            if (version == ProductVersion.Api)
                return true;
            session.Fail(
                $"Sorry, this version of supervisorctl expects to talk to a server with API version {ProductVersion.Api}, but the remote "
                + $"version is {version}.",
                ExitStatus.WrongVersion);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.UnknownMethod)
        {
            session.Fail(
                "Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to control it.  "
                + "Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see sample.conf).",
                ExitStatus.Unimplemented);
        }
        catch (ConnectionException refusal) when (refusal.Errno == Errno.ECONNREFUSED)
        {
            session.Fail($"{session.Client.Url} refused connection", ExitStatus.Refused);
            ConnectionAdvice.Give(session, refusal);
        }
        catch (ConnectionException refusal) when (refusal.Errno == Errno.ENOENT)
        {
            session.Fail($"{session.Client.Url} no such file", ExitStatus.NotRunning);
            ConnectionAdvice.Give(session, refusal);
        }
        return false;
    }
}
