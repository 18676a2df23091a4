using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Commands;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>Patterns in names: what they mean, and what they leave alone.</summary>
public class NamePatternsTests
{
    private static readonly ProcessInfo[] Processes = [Named("api", "api"), Named("g", "w1"), Named("g", "w2"), Named("g", "x"), Named("web", "web-0"), Named("web-1", "web-1")];

    [Theory]
    [InlineData("api", "api")]
    [InlineData("nope", "nope")]
    [InlineData("all", "all")]
    [InlineData("g:*", "g:*")]
    [InlineData("g:", "g:")]
    [InlineData("g:w*", "g:w1 g:w2")]
    [InlineData("g:?", "g:x")]
    [InlineData("web-*", "web:web-0 web-1")]
    [InlineData("web-[1-9]", "web-1")]
    [InlineData("web*:*", "web:web-0 web-1")]
    [InlineData("*:w?", "g:w1 g:w2")]
    [InlineData("*", "api g:w1 g:w2 g:x web:web-0 web-1")]
    [InlineData("zz*", "zz*")]
    [InlineData("zz:*", "zz:*")]
    [InlineData("api g:w* api", "api g:w1 g:w2 api")]
    public void A_pattern_stands_for_the_processes_it_matches(string names, string expected) =>
        Assert.Equal(expected, string.Join(' ', NamePatterns.Expand(Processes, names.Split(' '))));

    [Fact]
    public void A_process_really_called_so_is_meant_by_its_name() =>
        Assert.Equal(["w*"], NamePatterns.Expand([.. Processes, Named("w*", "w*")], ["w*"]));

    [Theory]
    [InlineData("web*", "web web-1")]
    [InlineData("g", "g")]
    [InlineData("z*", "z*")]
    public void Groups_have_patterns_too(string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', NamePatterns.ExpandGroups(Processes.Select(p => p.Group), [name])));

    private static ProcessInfo Named(string group, string name) => new(name, group, 0, 0, 0, ProcessState.Stopped, "", 0, "", "", 0, "Not started");
}
