using Supervisor.Server.Configuration;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>The file in <c>docs/DEPENDENCIES.md</c> is one that can be copied.</summary>
public class DependencyDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/DEPENDENCIES.md"));

    [Fact]
    public void The_file_to_copy_is_read_without_a_warning_and_means_what_it_shows()
    {
        var file = Page.Split("```ini\n")[1].Split("```")[0].Replace("user=postgres", "user=root", StringComparison.Ordinal);
        var configuration = ConfigurationFixture.OfSections(file);
        Assert.Empty(ConfigurationFixture.Warnings(configuration));
        var order = new DependencyGraph(configuration.Groups).InOrder().Select(key => key.ToString());
        Assert.Equal(["database", "migration", "web", "worker:worker_0", "worker:worker_1", "worker:worker_2", "worker:worker_3"], order);
        Assert.Equal(TimeSpan.FromMinutes(5), configuration.Groups.Single(g => g.Name == "web").Processes[0].Dependencies!.Timeout);
    }

    [Fact]
    public void It_names_every_key()
    {
        var keys = ChangeTable.Dependencies.Select(row => row.Key).SelectMany(OptionSpellings.Of).Append("start_concurrency");
        Assert.All(keys, key => Assert.Contains($"`{key}`", Page, StringComparison.Ordinal));
    }
}
