using Supervisor.Tests.Server.Configuration;

namespace Supervisor.Tests.Architecture;

/// <summary>The files that the pages of <c>docs</c> offer to be copied are read without a word.</summary>
public class DocumentedFilesTests
{
    private const string Indent = "    ";

    [Theory]
    [InlineData("RESTARTING.md", 1)]
    [InlineData("CONTAINERS.md", 2)]
    [InlineData("TREES.md", 1)]
    [InlineData("HEALTH.md", 1)]
    public void A_file_to_copy_is_read_without_a_warning(string page, int count)
    {
        var files = Files(File.ReadAllLines(Path.Combine(Repository.Root, "docs", page))).ToList();
        Assert.Equal(count, files.Count);
        foreach (var file in files)
        {
            var configuration = ConfigurationFixture.Of(file);
            Assert.Empty(configuration.Messages);
            Assert.NotEmpty(configuration.Groups);
        }
    }

    /// <summary>Indented blocks, blank lines within them included, that have a section of the daemon.</summary>
    private static IEnumerable<string> Files(IReadOnlyList<string> lines)
    {
        var block = new List<string>();
        foreach (var line in lines.Append("end"))
        {
            if (line.StartsWith(Indent, StringComparison.Ordinal) || (line.Length == 0 && block.Count > 0))
            {
                block.Add(line.Length == 0 ? line : line[Indent.Length..]);
                continue;
            }
            if (block.Contains("[supervisord]"))
                yield return string.Join('\n', block);
            block.Clear();
        }
    }
}
