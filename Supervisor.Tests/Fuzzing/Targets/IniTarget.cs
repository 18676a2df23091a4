using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>The text of a configuration file, into sections and values.</summary>
internal sealed class IniTarget() : TextTarget(
    "ini", "[", "]", "[a]", "[program:x]", "[DEFAULT]", "=", ":", "\n", "\r\n", "\n ", "\n\t", " ;", " #", ";", "#", "key", "Key", "= value", "\n\n", "%(here)s")
{
    private static readonly string[] Lines =
    [
        "[a]", "[b]", "[DEFAULT]", "[program:x]", "[]", "[ a ]", "[a] ; c", "k=v", "K = v ; comment", "key: v", "key = \"a ; b\"", "  continued", "\tcontinued # c", "",
        "; comment", "# comment", "  ; comment", "k=", "=v", "novalue", "k = a;b", "k = a #b ;c", "[a]k=v", "rem x", "k==v", "k:=v",
    ];

    public override byte[] Generate(Random random) =>
        Encoding.UTF8.GetBytes("[a]\n" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Lines[random.Next(Lines.Length)] + (random.Next(9) == 0 ? "\r\n" : "\n"))));

    /// <summary>Any bytes: what is not UTF-8 is refused as well.</summary>
    public override byte[] Normalise(byte[] input) => input;

    /// <summary>The wording of a refusal quotes lines twice over.</summary>
    public override long AllocatedPerByte => 800;

    public override string? Allowed(byte[] input, string stock, string ours) =>
        stock.Contains("codec can't decode", StringComparison.Ordinal) && ours.StartsWith(stock[..^1], StringComparison.Ordinal) ? "bytes that are not UTF-8: file and line are told, too" :
        Encoding.UTF8.GetString(input).Any(c => c is '\u0130' or '\u03a3') && Folded(stock) == Folded(ours)
            ? "a letter that Python writes small in two characters, or by its place in the word, in a key: no option has one"
            : base.Allowed(input, stock, ours);

    public override Action Call(byte[] input) => () => Check(input);

    public override string Check(byte[] input)
    {
        try
        {
            return base.Check(Encoding.UTF8.GetBytes(ConfigurationText.Decode(input, "x.conf")));
        }
        catch (ConfigurationException refusal)
        {
            return Wording.Refused(refusal.Message);
        }
    }

    protected override string Parse(string text)
    {
        var document = new IniDocument();
        IniReader.Read(document, "x.conf", text);
        var defaults = document.Find("DEFAULT") ?? document.GetOrAdd("DEFAULT", "", 0);
        return Wording.Listed(document.Sections.Select(s => Wording.Quoted(s.Name) + Items(document, s, defaults))) + Items(document, defaults, defaults);
    }

    private static string Folded(string outcome) => outcome
        .Replace(@"i\u{307}", @"\u{130}", StringComparison.Ordinal).Replace(@"\u{3c2}", @"\u{3c3}", StringComparison.Ordinal);

    private static string Items(IniDocument document, IniSection section, IniSection defaults) =>
        Wording.Pairs(defaults.Keys.Union(section.Keys).Select(key => (key, document.Value(section, key)!.Text)));
}
