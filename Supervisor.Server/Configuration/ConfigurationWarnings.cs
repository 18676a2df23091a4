using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// What stock swallows without a word and is most likely a mistake: sections and options it does not know, sections that are there twice, and
/// values that an inline comment cut within quotes. Warnings only: such a file has always started, and still does.
/// </summary>
internal static class ConfigurationWarnings
{
    public static IEnumerable<ConfigurationProblem> Of(IniDocument document) =>
        Repeated(document).Concat(Sections(document)).Concat(UnknownOptions(document)).Concat(CutValues(document));

    /// <summary>The same as lines of the main log.</summary>
    public static IEnumerable<ConfigurationMessage> Messages(IniDocument document) =>
        Of(document).Select(problem => new ConfigurationMessage(LogLevel.Warn, $"{problem.File}, line {problem.Line}: {problem.Text}"));

    /// <summary>Programs and their like; the daemon's own sections are split over files on purpose.</summary>
    private static IEnumerable<ConfigurationProblem> Repeated(IniDocument document) =>
        from again in document.Repeated
        where again.Section.Name.Contains(':')
        select new ConfigurationProblem(
            again.File,
            again.Line,
            $"[{again.Section.Name}] is there already, in {again.Section.File}, line {again.Section.Line}; the two become one, and where both set an "
            + "option this one counts");

    private static IEnumerable<ConfigurationProblem> Sections(IniDocument document)
    {
        foreach (var section in document.Sections)
        {
            if (KnownOptions.Of(section.Name) is null)
                yield return new(section.File, section.Line, $"unknown section [{section.Name}]{Nearest(section.Name, KnownOptions.Sections)}");
            if (section.Name.StartsWith("ctlplugin:", StringComparison.Ordinal))
            {
                yield return new(
                    section.File,
                    section.Line,
                    $"[{section.Name}] has no effect: plug-ins of supervisorctl are Python and cannot be loaded by this one; where their commands are "
                    + "needed use Python's supervisorctl, which works with this daemon");
            }
        }
    }

    /// <summary>One line an option, with the first place: a hundred programs may be written from one template.</summary>
    private static IEnumerable<ConfigurationProblem> UnknownOptions(IniDocument document)
    {
        var unknown =
            from section in document.Sections
            let known = KnownOptions.Of(section.Name)
            where known is { Count: > 0 }
            from key in section.Keys
            where !known.Contains(OptionSpellings.FirstName(key)) && !KnownOptions.IsForListener(key)
            group (Section: section, Known: known) by key;
        foreach (var option in unknown)
        {
            var (section, known) = option.First();
            var others = option.Count() - 1;
            var more = others == 0 ? "" : others == 1 ? " and 1 other section" : $" and {others} other sections";
            yield return At(section[option.Key]!, $"unknown option {option.Key} in [{section.Name}]{more}{Nearest(option.Key, known)}");
        }
    }

    private static IEnumerable<ConfigurationProblem> CutValues(IniDocument document) =>
        from section in document.Sections
        where KnownOptions.Of(section.Name) is not null
        from key in section.Keys
        let value = section[key]!
        where value.Cut is not null
        select At(
            value,
            $"the value of {key} in [{section.Name}] ends within quotes, before the comment {PythonText.Repr(value.Cut!)}; quotes do not protect a ; or # "
            + "after a blank, write it without the blank");

    private static ConfigurationProblem At(IniValue value, string text) => new(value.File, value.Line, text);

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
