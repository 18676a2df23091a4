using System.Text;
using System.Text.RegularExpressions;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>A parser of text: its answer, or a refusal that says something. Refusals are compared with stock's to the letter.</summary>
/// <param name="name">The target's name.</param>
/// <param name="words">The words of its grammar; inputs are heaps of them, unless a grammar says otherwise.</param>
internal abstract partial class TextTarget(string name, params string[] words) : FuzzTarget
{
    public override string Name => name;

    public override IReadOnlyList<byte[]> Words { get; } = Bytes(
        [.. words, " ", "\t", "\n", "\r", "\"", "'", "\\", "a", "b", "0", "\u00e9", "\u00df", "\U0001F600", "\u2028", "\u00a0", "\u0085", "\u001c", "\0", "\u0130", "\u03a3"]);

    public override byte[] Normalise(byte[] input) => AsUtf8(input);

    public override byte[] Generate(Random random) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)])));

    public override Action Call(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        return () => Answer(text);
    }

    public override string Check(byte[] input) => Answer(Encoding.UTF8.GetString(input));

    public override string? Allowed(byte[] input, string stock, string ours) =>
        Unescaped(stock) == Unescaped(ours) ? "a character that only one of the two Unicode tables knows is shown escaped in a refusal" : null;

    protected abstract string Parse(string text);

    /// <summary>Whether this exception is the parser's own way to refuse.</summary>
    protected virtual bool IsRefusal(Exception error) => error is ConfigurationException;

    private static string Unescaped(string outcome) =>
        Escape().Replace(outcome, escape => $"\\u{{{(escape.Groups[1].Value + escape.Groups[2].Value).TrimStart('0')}}}");

    /// <summary>An escape of Python's, as the backslash of it is worded here.</summary>
    [GeneratedRegex(@"\\u\{5c\}(?:U([0-9a-f]{8})|u([0-9a-f]{4}))")]
    private static partial Regex Escape();

    private string Answer(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (Exception refusal) when (IsRefusal(refusal))
        {
            return refusal.Message.Length > 0 ? Wording.Refused(refusal.Message) : throw new FuzzFailure("a refusal without a word");
        }
    }
}
