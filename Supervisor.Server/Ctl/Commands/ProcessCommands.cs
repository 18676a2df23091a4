using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>start</c>, <c>stop</c>, <c>restart</c> and <c>signal</c>: one action on many names.</summary>
internal static class ProcessCommands
{
    /// <summary>What differs between the actions.</summary>
    /// <param name="One">The method for one process.</param>
    /// <param name="Group">For a group.</param>
    /// <param name="All">For all.</param>
    /// <param name="Line">How a result is shown.</param>
    /// <param name="Ignored">The fault that changes nothing about the exit status.</param>
    /// <param name="NoGroup">The exit status when there is no such group.</param>
    private sealed record Verb(
        string One, string Group, string All, Func<ProcessResult, string> Line, FaultCode Ignored, int NoGroup = ExitStatus.Generic);

    private static readonly Verb Starting = new(
        "startProcess", "startProcessGroup", "startAllProcesses", ResultLine.Started, FaultCode.AlreadyStarted, ExitStatus.InvalidArguments);

    private static readonly Verb Stopping = new(
        "stopProcess", "stopProcessGroup", "stopAllProcesses", ResultLine.Stopped, FaultCode.NotRunning);

    private static readonly Verb Signalling = new(
        "signalProcess", "signalProcessGroup", "signalAllProcesses", ResultLine.Signalled, FaultCode.Success);

    private const string NoDeps = "--no-deps";
    private const string WithDependents = "--with-dependents";

    public static void Start(Session session, string rest)
    {
        if (TakeOption(ref rest, NoDeps))
            LiveProcessCommands.Start(session, rest);
        else if (Names(session, CommandTable.Start, rest, ExitStatus.InvalidArguments) is { } names)
            Apply(session, Starting, names);
    }

    public static void Stop(Session session, string rest)
    {
        if (TakeOption(ref rest, WithDependents))
            LiveProcessCommands.Stop(session, rest);
        else if (Names(session, CommandTable.Stop, rest) is { } names)
            Apply(session, Stopping, names);
    }

    public static void Restart(Session session, string rest)
    {
        if (Names(session, CommandTable.Restart, rest) is not { } names)
            return;
        Apply(session, Stopping, names);
        Apply(session, Starting, names);
    }

    public static void Signal(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        if (Arguments.Split(rest) is [var signal, _, ..] words)
            Apply(session, Signalling, NamePatterns.Expand(session, [.. words.Skip(1)]), signal);
        else
            CommandTable.Signal.Misused(session, "Error: signal requires a signal name and a process name");
    }

    private static bool TakeOption(ref string rest, string option)
    {
        var words = Arguments.Split(rest);
        if (!words.Contains(option))
            return false;
        rest = string.Join(' ', words.Where(word => word != option));
        return true;
    }

    public static IReadOnlyList<string>? Names(
        Session session, CtlCommand command, string rest, int misuse = ExitStatus.Generic)
    {
        if (!Handshake.Succeeds(session))
            return null;
        var names = Arguments.Split(rest);
        if (names.Count > 0)
            return NamePatterns.Expand(session, names);
        command.Misused(session, $"Error: {command.Name} requires a process name", misuse);
        return null;
    }

    private static void Apply(Session session, Verb verb, IReadOnlyList<string> names, params XmlRpcValue[] further)
    {
        if (names.Contains("all"))
        {
            Show(session, verb, session.Client.Call(verb.All, further));
            return;
        }
        foreach (var name in names)
        {
            var spec = NameSpec.Parse(name);
            if (spec.Process is null)
                ApplyToGroup(session, verb, spec.Group, further);
            else
                ApplyToOne(session, verb, name, spec, further);
        }
    }

    private static void ApplyToGroup(Session session, Verb verb, string group, XmlRpcValue[] further)
    {
        try
        {
            Show(session, verb, session.Client.Call(verb.Group, [group, .. further]));
        }
        catch (FaultException fault) when (fault.Code == FaultCode.BadName)
        {
            session.Fail($"{group}: ERROR (no such group)", verb.NoGroup);
        }
    }

    private static void ApplyToOne(Session session, Verb verb, string name, NameSpec spec, XmlRpcValue[] further)
    {
        ProcessResult result;
        try
        {
            session.Client.Call(verb.One, [name, .. further]);
            result = ProcessResult.Succeeded(spec.Process!, spec.Group);
        }
        catch (FaultException fault)
        {
            result = ResultLine.Of(spec, fault);
        }
        Show(session, verb, result);
    }

    private static void Show(Session session, Verb verb, XmlRpcValue results)
    {
        foreach (var result in Answers.Results(results))
            Show(session, verb, result);
    }

    private static void Show(Session session, Verb verb, ProcessResult result)
    {
        session.WriteLine(verb.Line(result));
        ResultLine.Count(session, result.Status, verb.Ignored);
    }
}
