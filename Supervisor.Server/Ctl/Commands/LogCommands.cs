using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>tail</c>, <c>maintail</c> and <c>clear</c>: the logs.</summary>
internal static class LogCommands
{
    private const string Follow = "-f";
    private const long UsualBytes = 1600;

    public static void Tail(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        var words = Arguments.Split(rest);
        if (words.Count is 0 or > 3)
        {
            CommandTable.Tail.Misused(session, words.Count == 0 ? "Error: too few arguments" : "Error: too many arguments");
            return;
        }
        var modifier = words[0].StartsWith('-') ? words[0] : null;
        var names = modifier is null ? words : [.. words.Skip(1)];
        if (names.Count == 0)
        {
            session.Fail("Error: tail requires process name");
            return;
        }
        var channel = names.Count > 1 ? names[^1].ToLowerInvariant() : "stdout";
        if (channel is not ("stdout" or "stderr"))
            session.Fail($"Error: bad channel {PythonText.Repr(channel)}");
        else if (modifier != Follow)
            ReadTail(session, names[0], channel, modifier);
        else
            LogFollowing.Run(session, $"/logtail/{Single(session, names[0])}/{channel}");
    }

    public static void Maintail(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        var words = Arguments.Split(rest);
        if (words.Count > 1)
            CommandTable.Maintail.Misused(session, "Error: too many arguments");
        else if (words is [Follow])
            LogFollowing.Run(session, "/mainlogtail");
        else if (words is [var word] && !word.StartsWith('-'))
            session.Fail($"Error: bad argument {word}");
        else if (Length(session, words.Count == 0 ? null : words[0]) is { } length)
            Print(session, "supervisord", () => session.Client.Call("readLog", Offset(length), 0));
    }

    public static void Clear(Session session, string rest)
    {
        if (!Handshake.Succeeds(session))
            return;
        var names = Arguments.Split(rest);
        if (names.Count == 0)
        {
            CommandTable.Clear.Misused(session, "Error: clear requires a process name");
            return;
        }
        var results = names.Contains("all")
            ? Answers.Results(session.Client.Call("clearAllProcessLogs"))
            : NamePatterns.Expand(session, names).Select(name => ClearOne(session, name));
        foreach (var result in results)
        {
            session.WriteLine(ResultLine.Cleared(result));
            ResultLine.Count(session, result.Status);
        }
    }

    private static ProcessResult ClearOne(Session session, string name)
    {
        var spec = NameSpec.Parse(name);
        try
        {
            session.Client.Call("clearProcessLogs", name);
            return ProcessResult.Succeeded(spec.Process ?? "None", spec.Group);
        }
        catch (FaultException fault)
        {
            return ResultLine.Of(spec, fault);
        }
    }

    private static void ReadTail(Session session, string name, string channel, string? modifier)
    {
        if (Length(session, modifier) is not { } length)
            return;
        var method = channel == "stdout" ? "readProcessStdoutLog" : "readProcessStderrLog";
        var process = Single(session, name);
        Print(session, process, () => session.Client.Call(method, process, Offset(length), 0));
    }

    private static void Print(Session session, string name, Func<XmlRpcValue> read)
    {
        try
        {
            session.WriteLine(read().Text());
        }
        catch (FaultException fault) when (Refusal(fault.Code, isMainLog: name == "supervisord") is { } refusal)
        {
            session.Fail($"{name}: ERROR ({refusal})");
        }
    }

    private static string? Refusal(FaultCode code, bool isMainLog) => code switch
    {
        FaultCode.NoFile => "no log file",
        FaultCode.Failed => "unknown error reading log",
        FaultCode.BadName when !isMainLog => "no such process name",
        _ => null,
    };

    /// <summary>A pattern that means exactly one process stands for it.</summary>
    private static string Single(Session session, string name) => NamePatterns.Expand(session, [name]) is [var single] ? single : name;

    /// <summary>From <c>-100</c>; null where it is no number, which has been said.</summary>
    private static long? Length(Session session, string? modifier)
    {
        if (modifier is null)
            return UsualBytes;
        if (PythonInteger.TryParse(modifier[1..], out var length))
            return length;
        session.Fail($"Error: bad argument {modifier}");
        return null;
    }

    private static int Offset(long length) => -length is >= int.MinValue and <= int.MaxValue
        ? (int)-length
        : throw new ClientException("OverflowError", "int exceeds XML-RPC limits");
}
