using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>How a hook came to its end.</summary>
internal enum HookOutcome
{
    Done,
    Failed,
    LimitReached,

    /// <summary>Nobody wanted it any more.</summary>
    CalledOff,
}

/// <summary>The end of a hook.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">Why it is not done, in words; null where it is.</param>
/// <param name="Status">How its process ended; null where it did not end by itself.</param>
internal readonly record struct HookEnd(HookOutcome Outcome, string? Reason = null, WaitStatus? Status = null);
