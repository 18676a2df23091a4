using System.Text;
using System.Text.RegularExpressions;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>
/// <c>strip_ansi</c>: in one read the same as stock; and where every escape is whole and sound, the same however it is cut into reads,
/// with every byte outside of the escapes still there.
/// </summary>
internal sealed partial class AnsiTarget : FuzzTarget
{
    private static readonly string[] Pieces = ["text", "\x1b[1m", "\x1b[0m", "\x1b[31;42m", "\x1b[2J", "\x1b[H", "\x1b", "[", "\n", "m", "é", "\x1b[?25h", "\x1b[", "12", "\x1b[12q", "\x1b]0;title\x07"];

    public override string Name => "ansi";

    public override IReadOnlyList<byte[]> Words { get; } = Bytes([.. Pieces, "\x1b\x1b[", ";", "A", "K", "p", "s", "\0", "\x9b"]);

    public override byte[] Generate(Random random) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => Pieces[random.Next(Pieces.Length)])));

    public override Action Call(byte[] input) => () => Strip(input, Math.Max(1, input.Length));

    public override string Check(byte[] input)
    {
        var whole = Strip(input, read: Math.Max(1, input.Length));
        var text = Encoding.Latin1.GetString(input);
        if (!Unsound().IsMatch(Sound().Replace(text, "")))
        {
            foreach (var read in new[] { 1, 2, 3, 7 })
            {
                if (!Strip(input, read).SequenceEqual(whole))
                    throw new FuzzFailure($"in reads of {read} it is {Wording.Hex(Strip(input, read))}, in one {Wording.Hex(whole)}");
            }
            if (!whole.SequenceEqual(Encoding.Latin1.GetBytes(Sound().Replace(text, ""))))
                throw new FuzzFailure($"bytes outside of the escapes are not all there: {Wording.Hex(whole)}");
        }
        return Wording.Hex(whole);
    }

    private static byte[] Strip(byte[] input, int read)
    {
        var filter = new AnsiFilter();
        List<byte> stripped = [];
        foreach (var piece in input.Chunk(read))
        {
            stripped.AddRange(filter.Strip(piece));
            // As between two reads of a daemon that is taken up by another.
            filter = new AnsiFilter(filter.ToRecord());
        }
        stripped.AddRange(filter.Flush());
        return [.. stripped];
    }

    [GeneratedRegex(@"\x1b\[[\x20-\x3f]*[HfABCDRsuJKhlpm]")]
    private static partial Regex Sound();

    [GeneratedRegex(@"\x1b\[")]
    private static partial Regex Unsound();
}
