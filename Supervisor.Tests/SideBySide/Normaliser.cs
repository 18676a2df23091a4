using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>Takes out of an answer what differs from run to run: pids, times, the directory, random file names, the version.</summary>
internal static partial class Normaliser
{
    public static string Text(RpcReply reply, Step step, RunningSupervisor supervisor)
    {
        var text = step switch
        {
            Call { InOwnWords: true } when reply.Value is string { Length: > 0 } => "\"<words>\"",
            Call { InAnyOrder: true } when reply.Value is object?[] items =>
                "[" + string.Join(", ", items.Select(RpcText.Render).Order(StringComparer.Ordinal)) + "]",
            _ => reply.ToString(),
        };
        text = Common(text, supervisor);
        text = Time().Replace(text, "$1<time>");
        text = Pid().Replace(text, "pid: <pid>");
        return Version().Replace(text, "\"<version>\"");
    }

    /// <summary>The bytes of the answer, as text.</summary>
    public static string Body(HttpReply reply, RunningSupervisor supervisor)
    {
        var text = Common(reply.Text, supervisor);
        text = TimeMember().Replace(text, "$1<time>");
        text = PidMember().Replace(text, "$1<pid>");
        return VersionElement().Replace(text, "<string><version></string>");
    }

    private static string Common(string text, RunningSupervisor supervisor)
    {
        text = text.Replace(supervisor.Directory.Path, "@dir@", StringComparison.Ordinal);
        text = AutoLog().Replace(text, "$1<random>.log");
        text = Uptime().Replace(text, "pid <pid>, uptime <uptime>");
        return Date().Replace(text, "<date>");
    }

    [GeneratedRegex(@"((?:start|stop|now): )[1-9][0-9]*")]
    private static partial Regex Time();

    [GeneratedRegex("pid: [1-9][0-9]*")]
    private static partial Regex Pid();

    [GeneratedRegex(@"""(4\.2\.5|5\.0\.0)""")]
    private static partial Regex Version();

    [GeneratedRegex(@"(<name>(?:start|stop|now)</name>\n<value><int>)[1-9][0-9]*")]
    private static partial Regex TimeMember();

    [GeneratedRegex(@"(<name>pid</name>\n<value><int>)[1-9][0-9]*")]
    private static partial Regex PidMember();

    [GeneratedRegex(@"<string>(4\.2\.5|5\.0\.0)</string>")]
    private static partial Regex VersionElement();

    [GeneratedRegex(@"(---[\w-]+-)[a-z0-9_]{8}\.log")]
    private static partial Regex AutoLog();

    [GeneratedRegex("pid [1-9][0-9]*, uptime [0-9]+:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Uptime();

    [GeneratedRegex("[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} [AP]M")]
    private static partial Regex Date();
}
