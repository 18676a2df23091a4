using System.Text;

namespace Supervisor.Server.Processes;

/// <summary>What came of one check.</summary>
/// <param name="IsGood">Whether all is well.</param>
/// <param name="Text">What was found, in words: <c>200</c>, <c>connection refused</c>, <c>exit status 1</c>.</param>
/// <param name="Output">What a command has written, in part; empty for other checks.</param>
internal readonly record struct CheckResult(bool IsGood, string Text, string Output = "")
{
    /// <summary>As many bytes as anybody is shown.</summary>
    public const int LongestOutput = 256;

    /// <summary>What a command has written, for people: of bytes that are no text nothing is left.</summary>
    public static string Clean(ReadOnlySpan<byte> output) =>
        string.Concat(Encoding.UTF8.GetString(output).Select(character => character != '\n' && (char.IsControl(character) || character == '\uFFFD') ? ' ' : character)).Trim();

    public static CheckResult TimedOut(TimeSpan limit) => new(false, FormattableString.Invariant($"no answer within {limit.TotalSeconds:0.###} s"));
}
