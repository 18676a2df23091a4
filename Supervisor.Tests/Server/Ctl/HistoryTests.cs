using Supervisor.Server.Ctl.Shell;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>The prompt's memory.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Blank_lines_and_repetitions_are_not_kept()
    {
        var history = new History(_directory["h"]);
        foreach (var line in new[] { "a", "a", " ", "b", "a" })
            history.Add(line);
        Assert.Equal(["a", "b", "a"], history.Lines);
        Assert.Equal("a\nb\na\n", File.ReadAllText(_directory["h"]));
    }

    [Fact]
    public void Two_shells_lose_nothing_of_each_other()
    {
        var (first, second) = (new History(_directory["h"]), new History(_directory["h"]));
        first.Add("a");
        second.Add("b");
        first.Add("c");
        Assert.Equal(["a", "b", "c"], new History(_directory["h"]).Lines);
    }

    [Fact]
    public void A_place_that_can_not_be_written_is_no_reason_to_fail()
    {
        var history = new History(_directory["missing/h"]);
        history.Add("a");
        Assert.Equal(["a"], history.Lines);
    }

    [Fact]
    public void A_search_goes_from_the_newest_line_back()
    {
        var search = new HistorySearch(["stop a", "start a", "stop b"]);
        search.Type("sto");
        Assert.Equal("stop b", search.Found);
        search.Older();
        Assert.Equal("stop a", search.Found);
        search.Older();
        Assert.True(search.HasFailed);
        search.Erase();
        search.Erase();
        search.Erase();
        search.Type("art");
        Assert.Equal("start a", search.Found);
    }
}
