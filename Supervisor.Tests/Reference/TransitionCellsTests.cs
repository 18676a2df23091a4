using System.Text.Json;
using Supervisor.Rpc.Contract;

namespace Supervisor.Tests.Reference;

/// <summary>Our table, cell by cell, against what stock's process object was seen to do.</summary>
public class TransitionCellsTests
{
    [Fact]
    public void Every_recorded_cell_comes_out_as_it_did_in_stock()
    {
        var differing = new List<string>();
        foreach (var cell in Recording.Cells.Where(c => !c.GetProperty("asserts").GetBoolean()))
        {
            var expected = RecordedStep.Of(cell);
            var ours = Reach(cell).Do(expected);
            if (ours != expected.Then)
                differing.Add($"{Title(cell)}\n  stock  {expected.Then}\n  ours   {ours}");
        }
        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    /// <summary>Stock's daemon dies of these. Ours stays as it is, but that a child found dead in UNKNOWN leaves a process to start again.</summary>
    [Fact]
    public void Where_stock_fails_an_assertion_ours_stays_or_lets_UNKNOWN_exit()
    {
        var differing = new List<string>();
        foreach (var cell in Recording.Cells.Where(c => c.GetProperty("asserts").GetBoolean()))
        {
            var step = RecordedStep.Of(cell);
            var process = Reach(cell);
            var expected = process.State == ProcessState.Unknown && step.What is "exit0" or "exit3" or "killed9" ? ProcessState.Exited : process.State;
            process.Do(step);
            if (process.State != expected)
                differing.Add($"{Title(cell)}: expected {expected}, got {process.State}");
        }
        Assert.True(differing.Count == 0, string.Join('\n', differing));
    }

    [Fact]
    public async Task The_recorded_cells_are_what_stock_does_today() =>
        Assert.Equal(Recording.CellLines, await Recording.RecordAsync("cells"));

    private static ReplayedProcess Reach(JsonElement cell)
    {
        var process = new ReplayedProcess(Recording.PolicyOf(cell));
        foreach (var step in RecordedStep.WayOf(cell.GetProperty("way")))
            process.Do(step);
        return process;
    }

    private static string Title(JsonElement cell) =>
        $"{cell.GetProperty("situation")}, {cell.GetProperty("what")} after {cell.GetProperty("seconds")} s, autorestart={cell.GetProperty("autorestart")}";
}
