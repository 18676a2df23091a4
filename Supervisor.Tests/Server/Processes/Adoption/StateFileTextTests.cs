using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

public class StateFileTextTests
{
    private const string Boot = "b00t";
    private const string Salt = "00112233445566778899aabbccddeeff";

    [Fact]
    public void Who_was_born_and_has_not_died_lives()
    {
        var text = Text(StateFileText.Head(Boot, 7, Salt), Birth(1), Birth(2), StateFileText.Death(1), Birth(3));
        var contents = StateFileText.Parse(text, Boot);
        Assert.Equal((7, Salt), (contents.Daemon, contents.Salt));
        Assert.Equal([2, 3], contents.Children.Select(child => child.Marks.Pid));
        var child = contents.Children[0];
        Assert.Equal(("g", "n2", "/log", (string?)null), (child.Group, child.Name, child.StdoutLog, child.StderrLog));
        Assert.Equal("d", child.Options["command"]);
        Assert.Equal(new ChildMarks(2, 20, 1, 2, 0), child.Marks);
    }

    [Fact]
    public void A_pid_that_was_given_again_is_the_younger_childs()
    {
        var contents = StateFileText.Parse(Text(StateFileText.Head(Boot, 7, Salt), Birth(1), Birth(1) is var again ? again : []), Boot);
        Assert.Single(contents.Children);
    }

    [Theory]
    [InlineData("other boot")]
    [InlineData("other format")]
    [InlineData("no head")]
    public void Of_a_file_that_means_something_else_nobody_lives(string what)
    {
        var head = Encoding.UTF8.GetString(StateFileText.Head(Boot, 7, Salt));
        var text = what switch
        {
            "other boot" => head.Replace(Boot, "b0rt", StringComparison.Ordinal),
            "other format" => head.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal),
            _ => "",
        };
        Assert.Equal(StateFileContents.None, StateFileText.Parse(Text(Encoding.UTF8.GetBytes(text), Birth(1)), Boot));
    }

    /// <summary>Every beginning of a file, as a crash leaves it, and lines of anything.</summary>
    [Fact]
    public void What_is_cut_off_or_no_line_of_ours_is_passed_over()
    {
        var text = Text(StateFileText.Head(Boot, 7, Salt), Birth(1), "{\"born\":{\"group\":null}}\nnull\n[]\n\xff\0\n{\"died\":\"x\"}\n"u8.ToArray(), Birth(2));
        for (var length = 0; length < text.Length; length++)
            Assert.InRange(StateFileText.Parse(text.AsSpan(0, length), Boot).Children.Count, 0, 1);
        Assert.Equal([1, 2], StateFileText.Parse(text, Boot).Children.Select(child => child.Marks.Pid));
    }

    [Fact]
    public void A_digest_tells_another_value_and_not_what_it_was()
    {
        var options = new ProcessOptions { Name = "p", Command = "/bin/a", Environment = new([new("PASSWORD", "hidden")]) };
        var digests = OptionDigests.Of(options, Salt);
        Assert.DoesNotContain(digests, digest => digest.Value.Contains("hidden", StringComparison.Ordinal));
        Assert.Empty(OptionDigests.Changed(digests, OptionDigests.Of(options with { StopWaitSeconds = 99 }, Salt)));
        Assert.Equal(["command"], OptionDigests.Changed(digests, OptionDigests.Of(options with { Command = "/bin/b" }, Salt)));
        Assert.Equal(["environment"], OptionDigests.Changed(digests, OptionDigests.Of(options with { Environment = new([new("PASSWORD", "other")]) }, Salt)));
        Assert.NotEqual(digests["command"], OptionDigests.Of(options, Salt[..^1] + "0")["command"]);
        // Of another release: what only one of the two knows says nothing.
        Assert.Empty(OptionDigests.Changed(new Dictionary<string, string>(), digests));
    }

    private static byte[] Birth(int pid) =>
        StateFileText.Birth(new LastingChild("g", $"n{pid}", new ChildMarks(pid, pid * 10, 1, 2, 0), 5, 6, new Dictionary<string, string> { ["command"] = "d" }, "/log"));

    private static byte[] Text(params byte[][] lines) => [.. lines.SelectMany(line => line)];
}
