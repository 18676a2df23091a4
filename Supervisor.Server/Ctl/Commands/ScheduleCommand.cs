using System.Globalization;
using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>schedule</c>: when programs run by the clock, and switching that off and on.</summary>
internal static class ScheduleCommand
{
    private const string NotThere = "ERROR: this supervisord knows no schedules: it is Python's, or older than this supervisorctl.";
    private const string Next = "next";
    private const int NameWidth = 33;

    public static void Run(Session session, string rest)
    {
        var words = Arguments.Split(rest);
        var order = words.Count > 1 ? words[1] : "";
        if (words.Count > 2 || order is not ("" or "on" or "off" or "now" or Next))
        {
            CommandTable.Schedule.Misused(session, "Error: schedule takes a name and one of on, off, now and next");
            return;
        }
        var name = words.Count == 0 || words[0] == "all" ? "" : words[0];
        try
        {
            Show(session, session.Client.CallLive("schedule", name, order == Next ? "" : order).Items(), order);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.UnknownMethod)
        {
            session.Fail(NotThere);
        }
        catch (FaultException fault) when (fault.Code is FaultCode.BadName)
        {
            session.Fail($"{name}: ERROR (no such process)");
        }
        catch (FaultException fault) when (fault.Code is FaultCode.Failed or FaultCode.ShutdownState)
        {
            session.Fail($"{(name.Length == 0 ? "all" : name)}: ERROR ({fault.Text[(fault.Text.IndexOf(' ', StringComparison.Ordinal) + 1)..]})");
        }
    }

    private static void Show(Session session, IReadOnlyList<XmlRpcValue> schedules, string order)
    {
        if (schedules.Count == 0)
            session.WriteLine("Nothing runs by the clock");
        foreach (var schedule in schedules)
        {
            var name = NameSpec.Show(schedule.Member("group").Text(), schedule.Member("process").Text());
            session.WriteLine(order switch
            {
                "on" => $"{name}: schedule on, {Text(schedule)}",
                "off" => $"{name}: schedule off",
                "now" => schedule.Member("queued").IsTrue() ? $"{name}: runs when the run before is over" : $"{name}: runs now",
                Next when schedules.Count == 1 => NextOf(schedule),
                Next => $"{PythonText.LeftAligned(name, NameWidth)}{NextOf(schedule)}",
                _ => $"{PythonText.LeftAligned(name, NameWidth)}{(schedule.Member("on").IsTrue() ? "on" : "off")}, {Text(schedule)}",
            });
        }
    }

    private static string Text(XmlRpcValue schedule)
    {
        var text = new StringBuilder($"next run {NextOf(schedule)}");
        if (Find(schedule, "last_run") is XmlRpcValue.Int last)
            text.Append($", last run {Moment(last)}");
        if (Find(schedule, "last_duration") is XmlRpcValue.Double took)
            text.Append(CultureInfo.InvariantCulture, $" (took {took.Value:0.###} s)");
        if (schedule.Member("skipped") is XmlRpcValue.Int { Value: > 0 } skipped)
            text.Append(CultureInfo.InvariantCulture, $", skipped {skipped.Value}");
        return text.ToString();
    }

    private static string NextOf(XmlRpcValue schedule) => Find(schedule, "next_run") is XmlRpcValue.Int next ? Moment(next) : "none";

    private static XmlRpcValue? Find(XmlRpcValue schedule, string name) =>
        schedule is XmlRpcValue.Struct members ? members.Members.FirstOrDefault(member => member.Key == name).Value : null;

    private static string Moment(XmlRpcValue.Int epochSeconds) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(epochSeconds.Value), TimeZoneInfo.Local).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
