using Supervisor.Rpc.Contract;
using Supervisor.Server.Api;
using Supervisor.Server.Http.Pages;

namespace Supervisor.Tests.Server.Http;

public class ProgramRowTests
{
    [Theory]
    [InlineData(ProcessState.Running, "running", "", "up 0:01:40", "restart stop")]
    [InlineData(ProcessState.Starting, "changing", "", "", "stop")]
    [InlineData(ProcessState.Stopping, "changing", "", "", "")]
    [InlineData(ProcessState.Backoff, "warning", "it broke", "40 s ago", "stop")]
    [InlineData(ProcessState.Fatal, "failed", "it broke", "40 s ago", "start")]
    [InlineData(ProcessState.Stopped, "stopped", "", "40 s ago", "start")]
    [InlineData(ProcessState.Exited, "warning", "exit status 3", "40 s ago", "start")]
    [InlineData(ProcessState.Unknown, "failed", "could not be signalled", "", "")]
    public void Each_state_says_what_it_is_and_what_can_be_done(ProcessState state, string tone, string detail, string clock, string actions)
    {
        var row = Row(state);
        Assert.Equal(state.WireName().ToLowerInvariant(), row.State);
        Assert.Equal(tone, StatusPage.Word(row.Tone));
        Assert.Equal(detail, row.Detail);
        Assert.Equal(clock, row.Clock(now: 1100));
        Assert.Equal(actions, string.Join(' ', row.Actions));
    }

    [Fact]
    public void An_exit_that_was_expected_is_no_problem() => Assert.Equal(Tone.Stopped, Row(ProcessState.Exited, expected: true).Tone);

    [Fact]
    public void A_death_by_a_signal_is_told() => Assert.Equal("killed by a signal", Row(ProcessState.Exited, exitStatus: -1).Detail);

    [Fact]
    public void What_never_ran_has_no_clock()
    {
        var row = Row(ProcessState.Stopped, start: 0);
        Assert.Equal("not started", row.Detail);
        Assert.Equal("", row.Clock(now: 1100));
    }

    [Theory]
    [InlineData(1060, "0 s ago")]
    [InlineData(1000, "0 s ago")] // A clock that went back.
    [InlineData(1060 + 59, "59 s ago")]
    [InlineData(1060 + 60, "1 min ago")]
    [InlineData(1060 + 3600, "1 h ago")]
    [InlineData(1060 + (3 * 86400), "3 d ago")]
    public void Ages_are_short(long now, string clock) => Assert.Equal(clock, Row(ProcessState.Stopped).Clock(now));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("problems", "", true)]
    [InlineData("running", "", false)]
    [InlineData("nonsense", "G:W", true)]
    [InlineData("problems", "x", false)]
    public void Rows_are_filtered_by_state_and_name(string key, string text, bool accepts) =>
        Assert.Equal(accepts, RowFilter.Of(key, text).Accepts(Row(ProcessState.Fatal)));

    [Fact]
    public void One_that_runs_and_is_not_well_is_a_problem_with_its_reason_and_one_that_waits_says_for_what()
    {
        var info = new ProcessInfo("web", "g", 1000, 0, 1100, ProcessState.Running, "", 0, "", "", 7, "pid 7, uptime 0:01:40");
        var unwell = ProgramRow.Of(new ProcessOverview(info, Restarts: 0, ExitExpected: true, "not ready: 503", IsUnwell: true));
        Assert.Equal((Tone.Warning, "not ready: 503", "up 0:01:40"), (unwell.Tone, unwell.Detail, unwell.Clock(1100)));
        Assert.True(RowFilter.Of("problems", "").Accepts(unwell));
        var waiting = ProgramRow.Of(new ProcessOverview(info with { State = ProcessState.Stopped, Start = 0, Pid = 0 }, Restarts: 0, ExitExpected: true, "waiting for db (healthy)"));
        Assert.Equal((Tone.Stopped, "waiting for db (healthy)"), (waiting.Tone, waiting.Detail));
    }

    private static ProgramRow Row(ProcessState state, long start = 1000, int exitStatus = 3, bool expected = false) => ProgramRow.Of(new ProcessOverview(
        new ProcessInfo("web", "g", start, 1060, 1100, state, "it broke", exitStatus, "", "", 7, "it broke"), Restarts: 0, expected));
}
