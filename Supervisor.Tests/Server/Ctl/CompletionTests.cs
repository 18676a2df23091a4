using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl;
using Supervisor.Server.Ctl.Shell;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>What Tab offers after what was typed.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("st", "start status stop")]
    [InlineData("help re", "reload remove reread restart reload-program")]
    [InlineData("start ", "cat pair:left pair:* pair:right")]
    [InlineData("stop pair:l", "pair:left")]
    [InlineData("stop c", "cat")]
    [InlineData("stop cat:", "cat:cat cat:*")]
    [InlineData("signal HUP pa", "pair:left pair:* pair:right")]
    [InlineData("update ", "cat pair")]
    [InlineData("version ", "")]
    [InlineData("bogus ", "")]
    [InlineData("stop x", "")]
    public void The_words_that_fit_are_offered(string typed, string expected) =>
        Assert.Equal(expected, string.Join(' ', new Completion(() => [Named("cat", "cat"), Named("pair", "left"), Named("pair", "right")]).Candidates(typed)));

    [Fact]
    public void An_empty_line_offers_every_command() => Assert.Equal(28, new Completion(() => []).Candidates("").Count);

    [Fact]
    public void The_daemon_is_asked_once_for_a_line_and_anew_for_the_next()
    {
        var asked = 0;
        var completion = new Completion(() => ++asked > 0 ? [] : []);
        completion.Candidates("start a");
        completion.Candidates("start b");
        Assert.Equal(1, asked);
        completion.Forget();
        completion.Candidates("start b");
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Without_a_daemon_nothing_is_offered() =>
        Assert.Empty(new Completion(() => throw new ClientException("ConnectionRefusedError", "")).Candidates("start "));

    [Theory]
    [InlineData("sta", "start", "status")]
    [InlineData("", "a", "b")]
    [InlineData("stop", "stop")]
    public void Candidates_agree_as_far_as_they_go(string common, params string[] words) => Assert.Equal(common, Completion.CommonStart(words));

    private static ProcessInfo Named(string group, string name) => new(name, group, 0, 0, 0, ProcessState.Running, "", 0, "", "", 0, "");
}
