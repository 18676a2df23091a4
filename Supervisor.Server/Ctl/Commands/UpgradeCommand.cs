using System.Globalization;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>upgrade</c>: the daemon is exchanged for the program that stands in its file, and what runs goes on; waits until that is done or refused.</summary>
internal static class UpgradeCommand
{
    private const string CheckOption = "--check";
    private const int AskAgainMilliseconds = 20;

    /// <summary>Whoever took over answers on the sockets that stayed open: nobody there for so long is no daemon any more.</summary>
    private static readonly TimeSpan ConnectionPatience = TimeSpan.FromSeconds(5);

    private const string NotThere =
        "ERROR: this supervisord cannot be upgraded while its programs run: it is Python's, or older than this supervisorctl. Stop and start it instead.";

    private const string Gone = "ERROR: the daemon has not answered since the upgrade began: look at its log, and whether it runs";

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        if (words.FirstOrDefault(w => w is not (CheckOption or ValueJson.Option)) is { } word)
        {
            CommandTable.Upgrade.Misused(session, word.StartsWith('-') ? $"Error: upgrade has no option {word}" : "Error: upgrade takes no names");
            return;
        }
        var isJson = words.Contains(ValueJson.Option);
        try
        {
            var before = Status(session);
            if (words.Contains(CheckOption))
                Check(session, before, isJson);
            else
                Upgrade(session, before, isJson);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.ShutdownState or FaultCode.Failed or FaultCode.UnknownMethod)
        {
            session.Fail(
                fault.Code switch
                {
                    FaultCode.ShutdownState => "ERROR: supervisor shutting down",
                    FaultCode.UnknownMethod => NotThere,
                    _ => Refused(WithoutName(fault.Text)),
                },
                isJson);
        }
    }

    private static void Check(Session session, XmlRpcValue before, bool isJson)
    {
        var version = session.Client.CallLive("checkUpgrade");
        var current = before.Member("version");
        if (isJson)
            session.Write(ValueJson.Of(new XmlRpcValue.Struct([new("from_version", current), new("version", version)])));
        else
            session.WriteLine($"{current.Text()} -> {version.Text()}: can take over");
    }

    private static void Upgrade(Session session, XmlRpcValue before, bool isJson)
    {
        var generation = Number(session.Client.CallLive("upgrade"));
        if (Outcome(session, generation) is not { } after)
            session.Fail(Gone, isJson);
        else if (after.Member("last_error").Text() is { Length: > 0 } reason)
            session.Fail(Refused(reason), isJson);
        else if (isJson)
            session.Write(ValueJson.Of(after));
        else
            session.WriteLine(Sentence(before, after));
    }

    /// <summary>What the daemon says once it is done or has given up; null where it is gone.</summary>
    private static XmlRpcValue? Outcome(Session session, int generation)
    {
        var lastAnswer = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(lastAnswer) < ConnectionPatience)
        {
            try
            {
                var status = Status(session);
                if (status.Member("last_error").Text().Length > 0 || Number(status.Member("generation")) >= generation)
                    return status;
                lastAnswer = TimeProvider.System.GetTimestamp();
            }
            catch (ConnectionException)
            {
                // One that was not idle in the wrong moment is closed; the next call makes another.
            }
            Interruption.Wait(session.Client.Interruption, [], AskAgainMilliseconds);
        }
        return null;
    }

    private static string Sentence(XmlRpcValue before, XmlRpcValue after)
    {
        var gap = after.Member("gap_ms") is XmlRpcValue.Double milliseconds ? milliseconds.Value : 0;
        var kept = Number(after.Member("kept"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{before.Member("version").Text()} -> {after.Member("version").Text()} in {gap:0} ms: {kept} {(kept == 1 ? "program" : "programs")} kept, 0 restarted");
    }

    private static XmlRpcValue Status(Session session) => session.Client.CallLive("getStatus");

    private static int Number(XmlRpcValue value) =>
        value is XmlRpcValue.Int number ? number.Value : throw new ClientException("TypeError", "the answer is not a number");

    private static string Refused(string reason) => $"ERROR: refused, everything goes on as before: {reason}";

    /// <summary>A fault's text begins with its name.</summary>
    private static string WithoutName(string text)
    {
        const string Name = "FAILED: ";
        return text.StartsWith(Name, StringComparison.Ordinal) ? text[Name.Length..] : text;
    }
}
