using System.Text;
using Supervisor.Server.Listeners;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>
/// What a listener says, read by read: the parts of the input between its record separators (0x1E); one that is a group separator (0x1D)
/// stands for an event that is sent where the listener is READY. However the bytes between two events are cut into reads, the same
/// comes of them.
/// </summary>
internal sealed class ListenerProtocolTarget : FuzzTarget
{
    private const byte Next = 0x1E;
    private const byte Event = 0x1D;

    private static readonly string[] Talk = ["READY\n", "\x1D", "RESULT 2\nOK", "RESULT 4\nFAIL", "RESULT 0\n", "RESULT 2\n", "OK", "RE", "ADY\n", "RESULT ", "3\n", "bad\n", "x"];

    public override string Name => "listener";

    public override IReadOnlyList<byte[]> Words { get; } = Bytes(
        "READY\n", "\x1E", "\x1E\x1D\x1E", "RESULT ", "RESULT 2\nOK", "RESULT 4\nFAIL", "OK", "\n", "0\n", "1\n", "12\n", "-1\n", " 2\n", "+2\n", "1_0\n", "999999999999999999999\n", "\u00a02\n",
        "ready\n", "RESULT\n", "\u00ff", "'", "\"", "\0");

    public override byte[] Generate(Random random) =>
        Encoding.Latin1.GetBytes("READY\n\x1E\x1D" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(n => "\x1E" + (n % 3 == 0 && random.Next(2) == 0 ? "RESULT 2\nOKREADY\n" : Talk[random.Next(Talk.Length)]))));

    public override Action Call(byte[] input) => () => Run(Reads(input));

    public override string Check(byte[] input)
    {
        var reads = Reads(input);
        var outcome = Wording.Listed(Run(reads).Select(step => $"{step.State.WireName()}{Wording.Listed(step.Lines.Select(Wording.Quoted))}"));
        var single = Run(reads.SelectMany(read => IsEvent(read) || read.Contains(Event) ? [read] : read.Select(octet => (byte[])[octet]).DefaultIfEmpty([])));
        var (whole, cut) = (Flat(Run(reads)), Flat(single));
        return whole == cut ? outcome : throw new FuzzFailure($"read by read {whole}, byte by byte {cut}");
    }

    public override string? Allowed(byte[] input, string stock, string ours) =>
        Encoding.Latin1.GetString(input).Contains('-') && ours.Contains("bad result line", StringComparison.Ordinal) ? "a negative length is a bad result line" : null;

    private static bool IsEvent(byte[] read) => read is [Event];

    private static List<byte[]> Reads(byte[] input)
    {
        List<byte[]> reads = [];
        for (var start = 0; start <= input.Length;)
        {
            var length = input.AsSpan(start).IndexOf(Next);
            length = length < 0 ? input.Length - start : length;
            reads.Add(input[start..(start + length)]);
            start += length + 1;
        }
        return reads;
    }

    private static List<(ListenerState State, List<string> Lines)> Run(IEnumerable<byte[]> reads)
    {
        var listener = ListenerStatus.New;
        List<(ListenerState, List<string>)> steps = [];
        foreach (var read in reads)
        {
            var transition = IsEvent(read) ? ListenerProtocol.Next(listener, new ListenerInput.EventSent())
                : read.Length > 0 ? ListenerProtocol.Next(listener, new ListenerInput.BytesArrived(read)) : new ListenerTransition(listener, []);
            listener = transition.Status;
            steps.Add((listener.State, [.. transition.Effects.Select(Line)]));
        }
        return steps;
    }

    /// <summary>What happened, whichever read it was in, and where it ended.</summary>
    private static string Flat(List<(ListenerState State, List<string> Lines)> steps) =>
        Wording.Listed(steps.SelectMany(step => step.Lines)) + steps[^1].State.WireName();

    private static string Line(ListenerEffect effect) => effect switch
    {
        ListenerEffect.Changed(var from, var to) => $"l: {from.WireName()} -> {to.WireName()}",
        ListenerEffect.Processed => "l: event was processed",
        ListenerEffect.Rejected => "l: event was rejected",
        ListenerEffect.BadResultLine(var line) => $"l: bad result line: '{line}'",
        _ => "returned",
    };
}
