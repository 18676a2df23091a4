namespace Supervisor.Server.Listeners;

/// <summary>Everything the protocol knows of one listener between two inputs.</summary>
internal readonly record struct ListenerStatus(ListenerState State)
{
    /// <summary>A listener that was just started.</summary>
    public static readonly ListenerStatus New = new(ListenerState.Acknowledged);

    /// <summary>Bytes that arrived and mean nothing yet.</summary>
    public ReadOnlyMemory<byte> Pending { get; init; }

    /// <summary>The answer that is being collected, once its length is known.</summary>
    public PartialResult? Result { get; init; }
}

/// <summary>An answer's body, of which only as much is kept as tells an OK from anything else.</summary>
/// <param name="Length">The length that the result line promised.</param>
/// <param name="Missing">How much of it has not arrived.</param>
/// <param name="Head">The first bytes that have.</param>
internal readonly record struct PartialResult(long Length, long Missing, ReadOnlyMemory<byte> Head)
{
    /// <summary>More than anybody reads.</summary>
    private const int LongestPrinted = 1024 * 1024;

    /// <summary>Whether it is printed, and any is a success: then all of it is kept.</summary>
    public bool IsPrinted { get; init; }

    public bool IsOk => Missing == 0 && Length == Ok.Length && Head.Span.SequenceEqual(Ok);

    private static ReadOnlySpan<byte> Ok => "OK"u8;

    public PartialResult With(ReadOnlySpan<byte> more)
    {
        var kept = more[..Math.Min(more.Length, Math.Max(0, (IsPrinted ? LongestPrinted : Ok.Length) - Head.Length))];
        return this with { Missing = Missing - more.Length, Head = kept.IsEmpty ? Head : (byte[])[.. Head.Span, .. kept] };
    }
}
