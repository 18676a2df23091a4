using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// What stock swallows without a word and is most likely a mistake: sections and options it does not know, and values that an inline
/// comment cut within quotes. Warnings only: such a file has always started, and still does.
/// </summary>
internal static class ConfigurationWarnings
{
    public static IEnumerable<ConfigurationMessage> Of(IniDocument document)
    {
        foreach (var section in document.Sections)
        {
            if (KnownOptions.Of(section.Name) is not { } known)
            {
                yield return Warning($"{section.File}, line {section.Line}: unknown section [{section.Name}]{Nearest(section.Name, KnownOptions.Sections)}");
                continue;
            }
            if (section.Name.StartsWith("ctlplugin:", StringComparison.Ordinal))
            {
                yield return Warning(
                    $"{section.File}, line {section.Line}: [{section.Name}] has no effect: plug-ins of supervisorctl are Python and cannot be loaded "
                    + "by this one; where their commands are needed use Python's supervisorctl, which works with this daemon");
            }
            foreach (var key in section.Keys)
            {
                var value = section[key]!;
                if (known.Count > 0 && !known.Contains(key))
                    yield return Warning($"{Place(value)}: unknown option {key} in [{section.Name}]{Nearest(key, known)}");
                if (value.Cut is { } cut)
                {
                    yield return Warning(
                        $"{Place(value)}: the value of {key} in [{section.Name}] ends within quotes, before the comment {PythonText.Repr(cut)}; "
                        + "quotes do not protect a ; or # after a blank, write it without the blank");
                }
            }
        }
    }

    private static ConfigurationMessage Warning(string text) => new(LogLevel.Warn, text);

    private static string Place(IniValue value) => $"{value.File}, line {value.Line}";

    private static string Nearest(string name, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (candidate, Distance: Distance(name, candidate))).MinBy(c => c.Distance);
        return nearest.Distance <= Math.Max(2, name.Length / 3) ? $"; did you mean {nearest.candidate}?" : "";
    }

    /// <summary>Levenshtein's: how many letters to insert, delete or replace.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
