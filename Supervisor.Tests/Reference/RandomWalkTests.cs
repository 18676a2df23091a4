using System.Text.Json;

namespace Supervisor.Tests.Reference;

/// <summary>Forty random things in a row, to stock and to our table: what the cells do not show is what lasts from one to the next.</summary>
public class RandomWalkTests
{
    private const int Walks = 1500;

    [Fact]
    public async Task Random_walks_end_in_the_same_place_at_every_step()
    {
        var walks = await Recording.RecordAsync("walks", $"{Walks}");
        Assert.Equal(Walks, walks.Count);
        var differing = walks.Select(Recording.Parse).Select(FirstDifference).OfType<string>().ToList();
        Assert.True(differing.Count == 0, $"{differing.Count} walks differ, for instance:\n{string.Join("\n\n", differing.Take(3))}");
    }

    private static string? FirstDifference(JsonElement walk)
    {
        var process = new ReplayedProcess(Recording.PolicyOf(walk));
        var way = new List<string>();
        foreach (var step in walk.GetProperty("steps").EnumerateArray().Select(RecordedStep.Of))
        {
            var ours = process.Do(step);
            way.Add($"{step.After.TotalSeconds:0.00} s, {step.What}: {step.Then}");
            if (ours != step.Then)
                return $"{string.Join('\n', way)}\nours: {ours}";
        }
        return null;
    }
}
