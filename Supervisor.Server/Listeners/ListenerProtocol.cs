using Supervisor.Server.Events;
using Supervisor.Server.Python;
using static Supervisor.Server.Listeners.ListenerEffect;
using static Supervisor.Server.Listeners.ListenerInput;
using static Supervisor.Server.Listeners.ListenerState;

namespace Supervisor.Server.Listeners;

/// <summary>
/// The protocol between daemon and event listener as one table: what was known, and what happened, to what is known and what is to
/// be done. Pure; its cells were recorded from stock's <c>PEventListenerDispatcher</c>.
/// </summary>
internal static class ListenerProtocol
{
    /// <summary>
    /// A listener that goes on without a newline for so long will not come to a result line. Stock has no limit and would
    /// keep everything.
    /// </summary>
    public const int MaxResultLineBytes = 64 * 1024;

    /// <summary>The word before the length. Stock steps over seven bytes without reading them, and so does this.</summary>
    private static readonly int ResultWordLength = "RESULT ".Length;

    private static ReadOnlySpan<byte> ReadyLine => "READY\n"u8;

#pragma warning disable format // A table is read by its columns.
    public static ListenerTransition Next(in ListenerStatus listener, ListenerInput occurred) => occurred switch
    {
        EventSent when listener.State == Ready => new(new ListenerStatus(Busy), []),
        BytesArrived arrived                   => Read(listener, arrived),
        Spawned or Died                        => new(ListenerStatus.New, listener.State == Busy ? [new EventReturned()] : []),
        _                                      => new(listener, []),
    };
#pragma warning restore format

    /// <summary>One row at a time, until what is left means nothing yet. All of it is read before anybody acts on it.</summary>
    private static ListenerTransition Read(ListenerStatus listener, BytesArrived arrived)
    {
        var bytes = arrived.Bytes;
        listener = listener with { Pending = listener.Pending.IsEmpty ? bytes : (byte[])[.. listener.Pending.Span, .. bytes.Span] };
        var effects = new List<ListenerEffect>();
        // "RESULT 0\n" with nothing behind it therefore waits for the next byte, as in stock.
        while (!listener.Pending.IsEmpty && Step(listener, arrived.PrintsResults) is { } step)
        {
            listener = step.Status;
            effects.AddRange(step.Effects);
        }
        // What is kept must not be a window on the reader's buffer.
        return new ListenerTransition(listener with { Pending = listener.Pending.ToArray() }, effects);
    }

    /// <summary>Null where more bytes are needed.</summary>
    private static ListenerTransition? Step(in ListenerStatus listener, bool prints)
    {
        var seen = listener.Pending.Span;
#pragma warning disable format // A table is read by its columns.
        return (listener.State, listener.Result) switch
        {
            (Acknowledged, _) when seen.Length < ReadyLine.Length => null,
            (Acknowledged, _) when seen.StartsWith(ReadyLine)     => BecomeReady(listener),
            (Acknowledged or Ready, _)                            => Violate(listener),
            (Busy, { Missing: > 0 } result)                       => Collect(listener, result),
            (Busy, { } result)                                    => Conclude(listener, result),
            (Busy, _) when seen.Contains((byte)'\n')              => ReadResultLine(listener, prints),
            (Busy, _) when seen.Length < MaxResultLineBytes       => null,
            (Busy, _)                                             => RefuseLine(listener, seen),
            _                                                     => Discard(listener),
        };
#pragma warning restore format
    }

    private static ListenerTransition BecomeReady(in ListenerStatus listener) =>
        new(new ListenerStatus(Ready) { Pending = listener.Pending[ReadyLine.Length..] }, [new Changed(listener.State, Ready)]);

    private static ListenerTransition Violate(in ListenerStatus listener) =>
        new(new ListenerStatus(Unknown), [new Changed(listener.State, Unknown)]);

    private static ListenerTransition Discard(in ListenerStatus listener) => new(listener with { Pending = default }, []);

    private static ListenerTransition ReadResultLine(in ListenerStatus listener, bool prints)
    {
        var end = listener.Pending.Span.IndexOf((byte)'\n');
        var line = listener.Pending.Span[..end];
        return PythonInteger.TryParse(line[Math.Min(ResultWordLength, end)..], out var length) && length >= 0
            ? new(listener with { Pending = listener.Pending[(end + 1)..], Result = new PartialResult(length, length, default) { IsPrinted = prints } }, [])
            : RefuseLine(listener, line);
    }

    private static ListenerTransition RefuseLine(in ListenerStatus listener, ReadOnlySpan<byte> line) =>
        new(
            new ListenerStatus(Unknown),
            [new BadResultLine(PayloadText.Of(line)), new Changed(listener.State, Unknown), new EventReturned()]);

    private static ListenerTransition Collect(in ListenerStatus listener, PartialResult result)
    {
        var taken = (int)Math.Min(result.Missing, listener.Pending.Length);
        var collected = result.With(listener.Pending.Span[..taken]);
        var rest = listener with { Pending = listener.Pending[taken..], Result = collected };
        return collected.Missing == 0 ? Conclude(rest, collected) : new(rest, []);
    }

    private static ListenerTransition Conclude(in ListenerStatus listener, PartialResult result) =>
        new(
            new ListenerStatus(Acknowledged) { Pending = listener.Pending },
            result.IsPrinted ? [new Printed(result.Head), new Processed(), new Changed(listener.State, Acknowledged)]
            : result.IsOk
                ? [new Processed(), new Changed(listener.State, Acknowledged)]
                : [new Rejected(), new Changed(listener.State, Acknowledged), new EventReturned()]);
}
