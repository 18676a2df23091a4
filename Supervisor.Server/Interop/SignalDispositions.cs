namespace Supervisor.Server.Interop;

/// <summary>What a signal does where nobody handles it.</summary>
internal static class SignalDispositions
{
    public const nint Default = Libc.SIG_DFL;
    public const nint Ignore = Libc.SIG_IGN;

    /// <summary>
    /// Stock's children find SIGPIPE and SIGXFSZ ignored, because Python ignores them; programs rely on it. The daemon itself must
    /// not end by them either: a reader that is gone and a file that may not grow are errors of a write.
    /// </summary>
    public static void IgnoreWhatChildrenExpectIgnored()
    {
        _ = Libc.signal(Signals.SIGPIPE, Ignore);
        _ = Libc.signal(Signals.SIGXFSZ, Ignore);
    }
}
