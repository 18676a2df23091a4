using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

/// <summary>The last column of <c>supervisorctl status</c>.</summary>
public class ProcessDescriptionTests
{
    private const int Noon = 1_764_072_000; // 2025-11-25 12:00:00 UTC

    [Theory]
    [InlineData(ProcessState.Running, null, "pid 42, uptime 0:01:05")]
    [InlineData(ProcessState.Starting, null, "")]
    [InlineData(ProcessState.Stopping, null, "")]
    [InlineData(ProcessState.Unknown, null, "")]
    [InlineData(ProcessState.Backoff, "Exited too quickly (process log may have details)", "Exited too quickly (process log may have details)")]
    [InlineData(ProcessState.Fatal, "can't find command 'x'", "can't find command 'x'")]
    [InlineData(ProcessState.Fatal, null, "unknown error (try \"tail cat\")")]
    [InlineData(ProcessState.Backoff, "", "unknown error (try \"tail cat\")")]
    [InlineData(ProcessState.Stopped, null, "Nov 25 12:00 PM")]
    [InlineData(ProcessState.Exited, "Bad exit code 3", "Nov 25 12:00 PM")]
    public void Every_state_is_described(ProcessState state, string? spawnError, string description) =>
        Assert.Equal(description, ProcessDescription.Of(state, "cat", 42, spawnError, Noon - 65, Noon, Noon, TimeZoneInfo.Utc));

    [Theory]
    [InlineData(ProcessState.Stopped)]
    [InlineData(ProcessState.Exited)]
    public void What_was_never_started_says_so(ProcessState state) =>
        Assert.Equal("Not started", ProcessDescription.Of(state, "cat", 0, null, start: 0, stop: 0, Noon, TimeZoneInfo.Utc));

    [Theory]
    [InlineData(28.0, "restart in 28 s (exit status 1)")]
    [InlineData(27.2, "restart in 28 s (exit status 1)")]
    [InlineData(-0.5, "restart in 0 s (exit status 1)")]
    public void A_pause_says_what_is_left_of_it_and_why(double left, string text) =>
        Assert.Equal(text, ProcessDescription.OfPause(TimeSpan.FromSeconds(left), "exit status 1"));

    [Theory]
    [InlineData(0, "0:00:00")]
    [InlineData(59, "0:00:59")]
    [InlineData(3_600, "1:00:00")]
    [InlineData(86_399, "23:59:59")]
    [InlineData(86_400, "1 day, 0:00:00")]
    [InlineData(2 * 86_400 + 3_723, "2 days, 1:02:03")]
    [InlineData(1000L * 86_400, "1000 days, 0:00:00")]
    [InlineData(-5, "0:00:00")]
    public void Uptime_is_printed_as_Python_prints_it_and_never_negative(long seconds, string text) =>
        Assert.Equal(text, ProcessDescription.Uptime(seconds));

    [Theory]
    [InlineData(0, "Nov 25 01:00 AM")]
    [InlineData(1, "Nov 25 01:01 AM")]
    [InlineData(12 * 60, "Nov 25 01:00 PM")]
    [InlineData(23 * 60 - 1, "Nov 25 11:59 PM")]
    [InlineData(23 * 60, "Nov 26 12:00 AM")]
    public void The_time_of_a_stop_is_local_and_of_twelve_hours(int minutes, string text)
    {
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(1), "east", "east");
        var midnight = Noon - 12 * 3600;
        Assert.Equal(text, ProcessDescription.Of(ProcessState.Stopped, "cat", 0, null, Noon, midnight + minutes * 60, Noon, east));
    }
}
