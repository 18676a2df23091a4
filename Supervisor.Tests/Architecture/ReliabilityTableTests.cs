using System.Text.RegularExpressions;

namespace Supervisor.Tests.Architecture;

/// <summary>A row of the table of faults without the test that makes the fault would be a promise.</summary>
public partial class ReliabilityTableTests
{
    [Fact]
    public void Every_row_of_the_table_of_faults_names_a_test_that_is_there()
    {
        var sources = Repository.SourceFiles(tests: true).Where(file => file.EndsWith("Tests.cs", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs/RELIABILITY.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var missing = new List<string>();
        foreach (var row in rows.Where(row => !row.EndsWith("| test |", StringComparison.Ordinal)))
        {
            var names = TestName().Matches(row.Split('|')[^2]);
            if (names.Count == 0)
                missing.Add(row);
            missing.AddRange(names.Where(name => !IsThere(name)).Select(name => name.Value));
        }
        Assert.NotEmpty(rows);
        Assert.Empty(missing);

        bool IsThere(Match name) =>
            sources[name.Groups["class"].Value].Any(source => source.Contains($" {name.Groups["test"]}(", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"`(?<class>\w+)\.(?<test>\w+)`")]
    private static partial Regex TestName();
}
