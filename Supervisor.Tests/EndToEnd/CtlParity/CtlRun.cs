using System.Text.RegularExpressions;
using Supervisor.Tests.SideBySide;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>Plays the script with one client against one daemon, and writes down what was printed.</summary>
internal sealed partial class CtlRun
{
    private readonly ICtlClient _client;
    private readonly int _port;

    private CtlRun(ICtlClient client, RunningSupervisor supervisor, int port) => (_client, Supervisor, _port) = (client, supervisor, port);

    public RunningSupervisor Supervisor { get; }

    public static async Task<IReadOnlyDictionary<string, string>> PlayAsync(Peer daemon, Func<Task<ICtlClient>> startClient)
    {
        using var directory = new TestDirectory();
        ScriptConfiguration.Prepare(directory);
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync(CtlScript.Sections(port), daemon, directory);
        await using var client = await startClient();
        var run = new CtlRun(client, supervisor, port);
        var printed = new Dictionary<string, string>();
        foreach (var step in CtlScript.Steps)
        {
            try
            {
                if (step.Deed is { } deed)
                    await deed(run);
                else
                    printed.Add($"{printed.Count:000} {step.Name}", await run.RunAsync(step));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{client.Name} with {daemon.Name}, step '{step.Name}': {failure.Message}", failure);
            }
        }
        return printed;
    }

    /// <summary>Changes the configuration file; nothing happens until a reread.</summary>
    public void Reconfigure(Func<string, string> change) => Supervisor.Reconfigure(change(CtlScript.Sections(_port)));

    private async Task<string> RunAsync(CtlStep step)
    {
        var options = step.Options?.Select(Place) ?? ["-c", Supervisor.ConfigurationPath];
        var completed = await _client.RunAsync([.. options, .. step.Words.Select(Place)], Supervisor.Directory.Path, Place(step.Input));
        var output = InNoOrder(Normalise(completed.Output), ": stopped");
        if (step.IsHelp)
            output = output.Split('\n')[0] + "\n…\n";
        if (step.IsHelpText)
            output = output.Contains('\t') ? "<words>\n" : output;
        // Usage errors are standard error's; ours gives hints there as well, which stock does not.
        var usage = completed.Error.StartsWith("Error: ", StringComparison.Ordinal) ? Normalise(completed.Error) : "";
        return $"{output}{usage}[{completed.ExitCode}]";
    }

    /// <summary>Lines of one ending that follow each other: which program dies first is the kernel's affair.</summary>
    private static string InNoOrder(string text, string ending)
    {
        var lines = text.Split('\n').ToList();
        for (var start = 0; start < lines.Count; start++)
        {
            var count = lines.Skip(start).TakeWhile(line => line.EndsWith(ending, StringComparison.Ordinal)).Count();
            lines.Sort(start, count, StringComparer.Ordinal);
            start += count;
        }
        return string.Join('\n', lines);
    }

    private string Place(string word) => word
        .Replace("@url@", $"http://127.0.0.1:{_port}", StringComparison.Ordinal)
        .Replace("@dir@", Supervisor.Directory.Path, StringComparison.Ordinal);

    private string Normalise(string text)
    {
        var log = Supervisor.MainLog;
        if (text.Length > 1 && log.EndsWith(text[..^1], StringComparison.Ordinal))
            return $"<{(text.Length > 1000 ? "much" : text.Length.ToString())} of the main log>\n";
        text = text.Replace(Supervisor.Directory.Path, "@dir@", StringComparison.Ordinal).Replace($":{_port}", ":<port>", StringComparison.Ordinal);
        text = Where().Replace(text, ": file: <where>");
        text = Uptime().Replace(text, "pid <pid>, uptime <uptime>");
        text = Date().Replace(text, "<date>");
        text = PidLine().Replace(text, "<pid>");
        text = UsageName().Replace(text, "use supervisorctl -h");
        return Version().Replace(text, "<version>");
    }

    [GeneratedRegex(": file: .* line: [0-9]+")]
    private static partial Regex Where();

    [GeneratedRegex("pid [1-9][0-9]*, uptime [0-9]+:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Uptime();

    [GeneratedRegex("[A-Z][a-z]{2} [0-9]{2} [0-9]{2}:[0-9]{2} [AP]M")]
    private static partial Regex Date();

    [GeneratedRegex("^[1-9][0-9]*$", RegexOptions.Multiline)]
    private static partial Regex PidLine();

    [GeneratedRegex("(?<=^|> )(4\\.2\\.5|5\\.0\\.0)$", RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex("use .* -h$", RegexOptions.Multiline)]
    private static partial Regex UsageName();
}
