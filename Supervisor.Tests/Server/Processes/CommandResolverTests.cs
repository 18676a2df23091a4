using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

public sealed class CommandResolverTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public CommandResolverTests()
    {
        foreach (var folder in new[] { "one", "two", "one/folder" })
            Directory.CreateDirectory(_directory[folder]);
        _directory.Script("two/run", "exit 0");
        _directory.Script("two/folder", "exit 0");
        _directory.Script("two/shadowed", "exit 0");
        _directory.Write("one/shadowed", "no program");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("@/two/run", "@/two/run")]
    [InlineData("run -a 'b c' \"d\"", "@/two/run")]
    [InlineData("run\n  -x\n", "@/two/run")]
    public void A_command_is_a_file_and_the_words_as_written(string command, string file)
    {
        var found = Resolve(command);
        Assert.Null(found.Refusal);
        Assert.Equal(Here(file), found.File);
        Assert.Equal(Here(command).Split(' ', '\n')[0], found.Arguments[0]);
    }

    [Fact]
    public void Quotes_group_and_nothing_else_is_expanded() => Assert.Equal(
        ["run", "b c", "", "$HOME", "~", "*", "x\"y", "a;b"],
        Resolve("run 'b c' \"\" $HOME ~ * 'x\"y' a;b").Arguments);

    [Theory]
    [InlineData("run \"x", "NotExecutable", "can't parse command 'run \"x': No closing quotation")]
    [InlineData("run \\", "NotExecutable", "can't parse command 'run \\\\': No escaped character")]
    [InlineData("", "NotExecutable", "command is empty")]
    [InlineData(" \n ", "NotExecutable", "command is empty")]
    [InlineData("nobody", "NotFound", "can't find command 'nobody'")]
    [InlineData("@/two/nobody x", "NotFound", "can't find command '@/two/nobody'")]
    [InlineData("@/two/run/x", "NotFound", "can't find command '@/two/run/x'")]
    [InlineData("@/two", "NotExecutable", "command at '@/two' is a directory")]
    [InlineData("folder", "NotExecutable", "command at '@/one/folder' is a directory")]
    [InlineData("shadowed", "NotExecutable", "command at '@/one/shadowed' is not executable")]
    public void What_cannot_be_run_says_why(string command, string kind, string reason)
    {
        var refusal = Resolve(command).Refusal;
        Assert.Equal((kind, Here(reason)), (refusal?.Kind.ToString(), refusal?.Reason));
    }

    [Fact]
    public void Without_a_path_the_systems_default_is_searched()
    {
        Assert.Equal("/bin/sh", CommandResolver.Resolve(CommandWords.Parse("sh -c x"), path: null).File);
        Assert.Equal("can't find command 'sh'", CommandResolver.Resolve(CommandWords.Parse("sh"), path: "/nowhere:/neither").Refusal?.Reason);
    }

    private CommandResolution Resolve(string command) => CommandResolver.Resolve(CommandWords.Parse(Here(command)), Here("@/one:@/two"));

    private string Here(string text) => text.Replace("@", _directory.Path, StringComparison.Ordinal);
}
