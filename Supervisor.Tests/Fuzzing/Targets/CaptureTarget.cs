using System.Text;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>Capture mode: however the output is cut into reads, the same goes to the log and the same is announced; nothing is lost.</summary>
internal sealed class CaptureTarget : FuzzTarget
{
    private const string Begin = "<!--XSUPERVISOR:BEGIN-->";
    private const string End = "<!--XSUPERVISOR:END-->";

    private static readonly string[] Pieces = ["text", Begin, End, "<", "<!--", Begin[..12], Begin[..^1], End[..^1], Begin[1..], "é", "\n", "--><!--", Begin + "x" + End, "<<", End + Begin];

    public override string Name => "capture";

    public override IReadOnlyList<byte[]> Words { get; } = Bytes([.. Pieces, ">", "-", "X", "BEGIN", "END", ":", "\0"]);

    public override byte[] Generate(Random random) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => Pieces[random.Next(Pieces.Length)])));

    public override Action Call(byte[] input) => () => Filter(input, Math.Max(1, input.Length), flush: true);

    public override string Check(byte[] input)
    {
        // Behind what stock might hold back.
        byte[] output = [.. input, .. new byte[64].Select(_ => (byte)'.')];
        var (log, captured) = Filter(output, output.Length, flush: false);
        var whole = Wording.Hex(log) + Wording.Listed(captured.Select(c => Wording.Hex(c)));
        var (toTheEnd, announced) = Filter(output, output.Length, flush: true);
        foreach (var read in new[] { 1, 3, 23, 25 })
        {
            var (cutLog, cut) = Filter(output, read, flush: true);
            if (!cutLog.SequenceEqual(toTheEnd) || cut.Count != announced.Count || cut.Zip(announced).Any(pair => !pair.First.SequenceEqual(pair.Second)))
                throw new FuzzFailure($"in reads of {read} the log is {Wording.Hex(cutLog)}, in one {Wording.Hex(toTheEnd)}");
        }
        var tokens = (announced.Count * (Begin.Length + End.Length)) + (IsOpen(output, announced.Count) ? Begin.Length : 0);
        if (toTheEnd.Length + announced.Sum(a => a.Length) + tokens != output.Length)
            throw new FuzzFailure($"{output.Length} bytes came, {toTheEnd.Length} are in the log, {announced.Sum(a => a.Length)} were announced, {tokens} are tokens");
        return whole;
    }

    /// <summary>Whether a capture was begun that no token ended.</summary>
    private static bool IsOpen(byte[] output, int ended)
    {
        var rest = Encoding.Latin1.GetString(output);
        for (var pair = 0; pair < ended; pair++)
            rest = rest[(rest.IndexOf(End, rest.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, StringComparison.Ordinal) + End.Length)..];
        return rest.Contains(Begin, StringComparison.Ordinal);
    }

    private static (byte[] Log, List<byte[]> Captured) Filter(byte[] output, int read, bool flush)
    {
        List<byte> log = [];
        List<byte[]> captured = [];
        CaptureFilter Make() => new(1 << 30, text => log.AddRange(text), text => captured.Add(text.ToArray()));
        var filter = Make();
        foreach (var piece in output.Chunk(read))
        {
            filter.Write(piece);
            // As between two reads of a daemon that is taken up by another.
            var record = filter.ToRecord();
            filter = Make();
            filter.Resume(record);
        }
        if (flush)
            filter.Flush();
        return ([.. log], captured);
    }
}
