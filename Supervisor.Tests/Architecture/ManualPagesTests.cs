using System.Text.RegularExpressions;

namespace Supervisor.Tests.Architecture;

public partial class ManualPagesTests
{
    private static readonly string Manual = Path.Combine(Repository.Root, "conf/man");

    [Fact]
    public void Every_page_that_is_referred_to_is_there()
    {
        var unit = File.ReadAllText(Path.Combine(Repository.Root, "conf/systemd/supervisord.service"));
        var pages = Directory.GetFiles(Manual).Select(File.ReadAllText).Append(unit).SelectMany(text => Reference().Matches(text))
            .Select(match => $"{match.Groups["name"]}.{match.Groups["section"]}").Distinct().ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.True(File.Exists(Path.Combine(Manual, page)), page));
    }

    [GeneratedRegex(@"(\.BR |man:)(?<name>[\w.]+) ?\((?<section>\d)\)")]
    private static partial Regex Reference();
}
