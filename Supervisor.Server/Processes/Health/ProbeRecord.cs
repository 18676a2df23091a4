namespace Supervisor.Server.Processes;

/// <summary>What a probe has seen, as data.</summary>
/// <param name="IsGood">Null until one threshold was reached.</param>
/// <param name="Successes">In a row.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Last">What the last check found; null before the first.</param>
internal sealed record ProbeRecord(bool? IsGood, int Successes, int Failures, string? Last, string Output);

/// <summary>The health of a process, as data.</summary>
/// <param name="Since">Epoch seconds.</param>
/// <param name="Readiness">Null where it is not asked.</param>
/// <param name="Liveness">Null where it is not asked.</param>
/// <param name="HasSaidReady">By itself.</param>
/// <param name="StatusText">What it said last of its status.</param>
/// <param name="NoticeName">The socket that it speaks to; null where it does not.</param>
/// <param name="NoticeDescriptor">-1 where it is not open.</param>
/// <param name="ReadyDescriptor">The pipe where a line means that it is ready; -1 where there is none any more.</param>
internal sealed record HealthRecord(
    HealthState State,
    int Since,
    ProbeRecord? Readiness,
    ProbeRecord? Liveness,
    bool HasSaidReady = false,
    string StatusText = "",
    string? NoticeName = null,
    int NoticeDescriptor = -1,
    int ReadyDescriptor = -1);

/// <summary>How a program is, as far as it says so.</summary>
internal enum HealthState
{
    /// <summary>It has no child.</summary>
    None,

    /// <summary>It has not been ready yet.</summary>
    Starting,
    Ready,

    /// <summary>It was ready and is not now; it runs on.</summary>
    Unready,

    /// <summary>Its liveness check fails.</summary>
    Unhealthy,
}

/// <summary>How a state of health is written.</summary>
internal static class HealthStates
{
    public static string Word(this HealthState state) => state.ToString().ToLowerInvariant();
}
