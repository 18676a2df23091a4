using System.Text.Json.Nodes;
using Supervisor.Server.Configuration;
using Supervisor.Server.Python;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Each small parser against what Python and stock made of some thousand texts, whole ones and heaps of pieces.</summary>
public class RecordedParserTests
{
    private static readonly Dictionary<string, object> FormatValues =
        new() { ["here"] = "/etc", ["n"] = 7, ["minus"] = -12, ["name"] = "café", ["zero"] = 0 };

    private static readonly string[] MatchedNames = ["a", "b", "ab", "a.conf", "b.conf", ".hidden", "[x]", "a-b", "x]", "!", "é"];

    [Fact]
    public void Documents_are_read_as_pythons_parser_reads_them() => RecordedText.ShouldNotDiffer("documents", text =>
    {
        var document = new IniDocument();
        IniReader.Read(document, "x.conf", text);
        var defaults = document.Find("DEFAULT") ?? document.GetOrAdd("DEFAULT", "", 0);
        return new JsonObject
        {
            ["sections"] = new JsonArray([.. document.Sections.Select(s => new JsonArray(s.Name, Items(document, s, defaults)))]),
            ["defaults"] = Items(document, defaults, defaults),
        };
    });

    /// <summary>A bare <c>%s</c> would insert all that is known, and nobody shows the number of a process with an exponent.</summary>
    [Fact]
    public void Formats_come_out_as_pythons() => RecordedText.ShouldNotDiffer(
        "formats", text => PercentFormat.Apply(text, FormatValues), onPurpose: ["a conversion without a name in parentheses", "is not supported here"]);

    [Fact]
    public void Words_are_split_as_shlex_splits_them() => RecordedText.ShouldNotDiffer("words", text => Array(ShellWords.Split(text)));

    [Fact]
    public void Environments_are_cut_into_words_as_the_newest_stock_does() => RecordedText.ShouldNotDiffer("environments", text =>
        new JsonObject(EnvironmentList.Parse(text).Select(v => KeyValuePair.Create(v.Name, (JsonNode?)JsonValue.Create(v.Value)))));

    /// <summary>Past 32 bits a number stops at their end.</summary>
    [Fact]
    public void Integers_are_pythons() => RecordedText.ShouldNotDiffer("integers", text => OptionParsers.Integer(text), onPurpose: $"{int.MaxValue}");

    [Fact]
    public void Octals_are_pythons() => RecordedText.ShouldNotDiffer("octals", text => OptionParsers.Octal(text), comparesErrors: false);

    [Fact]
    public void Byte_sizes_are_stocks() => RecordedText.ShouldNotDiffer("sizes", text => OptionParsers.ByteSize(text));

    [Fact]
    public void Exit_codes_are_stocks() => RecordedText.ShouldNotDiffer("codes", text => Array(OptionParsers.ExitCodes(text)));

    /// <summary>What Python's module has besides is no signal: SIG_DFL, SIG_BLOCK.</summary>
    [Fact]
    public void Signals_are_stocks() =>
        RecordedText.ShouldNotDiffer("signals", text => OptionParsers.Signal(text), onPurpose: ["'SIG_DFL'", "'_IGN'", "'_BLOCK'"]);

    [Fact]
    public void Addresses_are_stocks() => RecordedText.ShouldNotDiffer("addresses", text =>
    {
        var (host, port) = OptionParsers.InetAddress(text);
        return new JsonArray(host, port);
    });

    [Fact]
    public void Names_are_stocks() => RecordedText.ShouldNotDiffer("names", text => OptionParsers.Name(text));

    [Fact]
    public void Texts_are_shown_as_python_shows_them() => RecordedText.ShouldNotDiffer("reprs", text => PythonText.Repr(text));

    [Fact]
    public void Names_match_patterns_as_fnmatch_matches_them() => RecordedText.ShouldNotDiffer(
        "matches", pattern => Array(MatchedNames.Where(name => Glob.IsMatch(pattern, name))));

    private static JsonArray Array<T>(IEnumerable<T> items) => new([.. items.Select(item => JsonValue.Create(item))]);

    /// <summary>Those of the defaults first, as the parser has them.</summary>
    private static JsonArray Items(IniDocument document, IniSection section, IniSection defaults) =>
        new([.. defaults.Keys.Union(section.Keys).Select(key => new JsonArray(key, document.Value(section, key)!.Text))]);
}
