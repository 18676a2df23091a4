using Supervisor.Server.Configuration;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl;

/// <summary>Reads <c>supervisorctl</c>'s command line. Refusals have stock's texts.</summary>
internal static class CtlCommandLine
{
    private static readonly GetOpt Options = new(
        "c:h?is:u:p:r:",
        ["configuration=", "help", "interactive", "serverurl=", "username=", "password=", "history_file=", "history-file="]);

    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["-c"] = "--configuration",
        ["-h"] = "--help",
        ["-?"] = "--help",
        ["-i"] = "--interactive",
        ["-s"] = "--serverurl",
        ["-u"] = "--username",
        ["-p"] = "--password",
        ["-r"] = "--history_file",
        ["--history-file"] = "--history_file",
    };

    /// <param name="arguments">Without the program's name.</param>
    public static CtlOptions Parse(IReadOnlyList<string> arguments)
    {
        var (found, words) = CommandLine.Split(Options, arguments);
        var options = new CtlOptions { Words = words };
        var seen = new HashSet<string>();
        foreach (var (name, value) in found)
        {
            var longName = LongNames.GetValueOrDefault(name, name);
            if (longName == "--help")
                return options with { Help = true };
            if (!seen.Add(longName))
                throw new ConfigurationException($"conflicting command line option {PythonText.Repr(name)}");
            options = longName switch
            {
                "--configuration" => options with { ConfigurationFile = value },
                "--interactive" => options with { Interactive = true },
                "--serverurl" when !IsUrl(value) =>
                    throw new ConfigurationException($"invalid value for {name} {PythonText.Repr(value)}: value {PythonText.Repr(value)} is not a URL"),
                "--serverurl" => options with { ServerUrl = value },
                "--username" => options with { Username = value },
                "--password" => options with { Password = value },
                _ => options with { HistoryFile = value },
            };
        }
        return options;
    }

    /// <summary>A scheme, and something after it.</summary>
    private static bool IsUrl(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !char.IsAsciiLetter(text[0]))
            return false;
        foreach (var c in text.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return false;
        }
        var rest = text[(colon + 1)..];
        return (rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest) is { Length: > 0 } and not (['?', ..] or ['#', ..]);
    }
}
