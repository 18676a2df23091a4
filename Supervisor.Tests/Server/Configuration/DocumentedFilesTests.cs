using System.Text.RegularExpressions;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>A file that the documentation shows can be copied: it is read without a warning about what it says.</summary>
public partial class DocumentedFilesTests
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            {
                foreach (Match match in Shown().Matches(File.ReadAllText(path)))
                    files.Add(match.Groups["name"].Value, match.Groups["text"].Value);
            }
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_documented_file_is_read_without_a_warning(string name, string text)
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("supervisord.d/one.conf", "[program:one]\ncommand=/bin/cat\n");
        var configuration = fixture.Read(string.Join('\n', text.Split('\n').Select(line => line.Trim())));
        Assert.True(configuration.Groups.Count > 0, name);
        Assert.Empty(ConfigurationFixture.Warnings(configuration));
    }

    [GeneratedRegex(@"<!-- file: (?<name>\S+) -->\n\n(?<text>(    .*\n|\n)+)")]
    private static partial Regex Shown();
}
