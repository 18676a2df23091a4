using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// Compares what a command printed with the expected text, byte for byte but for what differs from run to run:
/// <c>&lt;pid&gt;</c>, <c>&lt;uptime&gt;</c>, <c>&lt;date&gt;</c> and <c>&lt;where&gt;</c> (a Python file and line).
/// </summary>
internal static class CtlOutput
{
    private static readonly Dictionary<string, string> Placeholders = new()
    {
        ["<pid>"] = "[1-9][0-9]*",
        ["<uptime>"] = "[0-9]+:[0-9]{2}:[0-9]{2}",
        ["<date>"] = "[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} [AP]M",
        ["<where>"] = @"file: \S+ line: [0-9]+",
    };

    /// <summary>Runs one command, written as on a command line, and compares.</summary>
    public static async Task ExpectAsync(RunningSupervisor supervisor, string command, int exitCode, string expected) =>
        Matches(await SupervisorCtl.RunAsync(supervisor, command.Split(' ', StringSplitOptions.RemoveEmptyEntries)), exitCode, expected, supervisor);

    /// <summary>For usage errors: the first line is the daemon's and the command's affair, the help below it only the client's.</summary>
    public static async Task ExpectUsageAsync(RunningSupervisor supervisor, string command, int exitCode, string firstLine)
    {
        var completed = await SupervisorCtl.RunAsync(supervisor, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(firstLine, completed.Output.Split('\n')[0]);
        Assert.Equal(exitCode, completed.ExitCode);
    }

    public static void Matches(CompletedChild completed, int exitCode, string expected, RunningSupervisor supervisor)
    {
        var pattern = Regex.Escape(expected.Replace("@dir@", supervisor.Directory.Path, StringComparison.Ordinal));
        foreach (var (placeholder, shape) in Placeholders)
            pattern = pattern.Replace(Regex.Escape(placeholder), shape, StringComparison.Ordinal);
        Assert.True(
            Regex.IsMatch(completed.Output, $@"\A{pattern}\z") && completed.Error.Length == 0 && completed.ExitCode == exitCode,
            $"expected, with exit code {exitCode}:\n{expected}\ngot, with exit code {completed.ExitCode}:\n{completed.Output}{completed.Error}");
    }
}
