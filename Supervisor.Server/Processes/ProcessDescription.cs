using System.Globalization;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>The text of a process's <c>description</c>, which <c>supervisorctl status</c> shows in its last column.</summary>
internal static class ProcessDescription
{
    /// <param name="start">Epoch seconds of the last start, 0 for never; <paramref name="stop"/> and <paramref name="now"/> alike.</param>
    /// <param name="local">The zone that the time of a stop is shown in.</param>
    public static string Of(ProcessState state, string name, int pid, string? spawnError, int start, int stop, int now, TimeZoneInfo local) =>
        state switch
        {
            ProcessState.Running => $"pid {pid}, uptime {Uptime(now - (long)start)}",
            ProcessState.Fatal or ProcessState.Backoff => string.IsNullOrEmpty(spawnError) ? $"unknown error (try \"tail {name}\")" : spawnError,
            ProcessState.Stopped or ProcessState.Exited => start == 0 ? "Not started" : Moment(stop, local),
            _ => "",
        };

    /// <summary>Of one that starts again after a pause that the configuration asks for.</summary>
    /// <param name="left">What is left of the pause.</param>
    /// <param name="why">How the last start or child ended.</param>
    public static string OfPause(TimeSpan left, string why) =>
        FormattableString.Invariant($"restart in {Math.Max(0, Math.Ceiling(left.TotalSeconds)):0} s ({why})");

    /// <summary>Of one that is at rest until its next run.</summary>
    /// <param name="next">The next run; null for none.</param>
    /// <param name="end">How the last one ended, or why it did not begin; null for none that says anything.</param>
    /// <param name="now">By the same clock as the next run.</param>
    /// <param name="local">The zone that the time is shown in.</param>
    public static string OfSchedule(DateTimeOffset? next, string? end, DateTimeOffset now, TimeZoneInfo local)
    {
        var text = next is { } run ? $"next run {Clock(TimeZoneInfo.ConvertTime(run, local), run - now < TimeSpan.FromDays(1))}" : "no next run";
        return string.IsNullOrEmpty(end) ? text : $"{text} ({end})";
    }

    /// <summary>Of one whose schedule somebody switched off.</summary>
    public static string OfSwitchedOff(string? end) => string.IsNullOrEmpty(end) ? "schedule off" : $"schedule off ({end})";

    private static string Clock(DateTimeOffset time, bool isNear) =>
        time.ToString((isNear ? "" : "MMM dd ") + (time.Second == 0 ? "HH:mm" : "HH:mm:ss"), CultureInfo.InvariantCulture);

    /// <summary>As Python prints a timedelta: <c>0:00:43</c>, <c>1 day, 2:03:04</c>; a clock that went back shows zero.</summary>
    public static string Uptime(long seconds)
    {
        seconds = Math.Max(0, seconds);
        var days = seconds / 86400;
        var rest = seconds % 86400;
        var clock = $"{rest / 3600}:{rest / 60 % 60:00}:{rest % 60:00}";
        return days switch
        {
            0 => clock,
            1 => $"1 day, {clock}",
            _ => $"{days} days, {clock}",
        };
    }

    private static string Moment(int epochSeconds, TimeZoneInfo local) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(epochSeconds), local)
            .ToString("MMM dd hh:mm tt", CultureInfo.InvariantCulture);
}
