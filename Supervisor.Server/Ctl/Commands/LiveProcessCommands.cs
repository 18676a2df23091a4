using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>What is done to processes by calls of a namespace that stock's daemon has not: <c>start --no-deps</c>, <c>stop --with-dependents</c>, <c>reload-program</c>.</summary>
internal static class LiveProcessCommands
{
    public const string NoDependencies = "ERROR: this supervisord knows no dependencies: it is Python's, or older than this supervisorctl.";

    private const string NoHooks = "ERROR: this supervisord knows no reload_command: it is Python's, or older than this supervisorctl.";

    public static void Start(Session session, string rest)
    {
        if (ProcessCommands.Names(session, CommandTable.Start, rest, ExitStatus.InvalidArguments) is { } names)
            Apply(session, names, ResultLine.Started, FaultCode.AlreadyStarted, name => session.Client.CallLive("startProcess", name, true, false));
    }

    public static void Stop(Session session, string rest)
    {
        if (ProcessCommands.Names(session, CommandTable.Stop, rest) is { } names)
            Apply(session, names, ResultLine.Stopped, FaultCode.NotRunning, name => session.Client.CallLive("stopWithDependents", name, true));
    }

    public static void Reload(Session session, string rest)
    {
        if (ProcessCommands.Names(session, CommandTable.ReloadProgram, rest) is { } names)
            Apply(session, names, ResultLine.Reloaded, FaultCode.Success, name => session.Client.CallLive("reloadProgram", name), NoHooks);
    }

    private static void Apply(
        Session session, IReadOnlyList<string> names, Func<ProcessResult, string> line, FaultCode ignored, Func<string, XmlRpcValue> call, string notThere = NoDependencies)
    {
        foreach (var name in names.Contains("all") ? Groups(session) : names)
        {
            var spec = NameSpec.Parse(name);
            try
            {
                if (call(name) is XmlRpcValue.Array results)
                    Show(Answers.Results(results));
                else
                    Show([ProcessResult.Succeeded(spec.Process!, spec.Group)]);
            }
            catch (FaultException fault) when (fault.Code == FaultCode.UnknownMethod)
            {
                session.Fail(notThere);
                return;
            }
            catch (FaultException fault) when (fault.Code == FaultCode.BadName && spec.Process is null)
            {
                session.Fail($"{spec.Group}: ERROR (no such group)");
            }
            catch (FaultException fault)
            {
                Show([ResultLine.Of(spec, fault)]);
            }
        }

        void Show(IReadOnlyList<ProcessResult> results)
        {
            foreach (var result in results)
            {
                session.WriteLine(line(result));
                ResultLine.Count(session, result.Status, ignored);
            }
        }
    }

    private static IReadOnlyList<string> Groups(Session session) => [.. GroupCommands.Active(session).Select(group => $"{group}:*")];
}
