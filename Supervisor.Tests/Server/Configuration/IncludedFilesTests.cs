using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Includes in includes, and included files that are left out.</summary>
public sealed class IncludedFilesTests : IDisposable
{
    private const string Main = "[supervisord]\n[include]\nfiles=one.conf\n";
    private const string Recursive = Main + "recursive=true\n";
    private const string Isolated = "[supervisord]\nisolate_includes=true\n[program:main]\ncommand=/bin/main\n[include]\nfiles=d/*.conf\n";

    private readonly ConfigurationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Without_the_key_an_include_in_an_included_file_does_nothing()
    {
        _fixture.Write("one.conf", Program("one") + "[include]\nfiles=two.conf\n");
        _fixture.Write("two.conf", Program("two"));
        Assert.Equal(["one"], Names(Main));
    }

    [Fact]
    public void An_included_file_includes_others_relative_to_itself_each_once()
    {
        _fixture.Write("one.conf", Program("one") + "[include]\nfiles=deep/*.conf ../" + Path.GetFileName(_fixture.Path) + "/deep/two.conf %(here)s/deep/link.conf\n");
        _fixture.Write("deep/two.conf", "[program:two]\ncommand=%(here)s/two\n[include]\nfiles=three/three.conf\n");
        _fixture.Write("deep/three/three.conf", "[program:three]\ncommand=%(here)s/three\n");
        File.CreateSymbolicLink(_fixture["deep/link.conf"], _fixture["deep/two.conf"]);
        var configuration = _fixture.Read(Recursive);
        Assert.Equal(["one", "three", "two"], configuration.Groups.Select(g => g.Name));
        Assert.Equal($"{_fixture.Path}/deep/three/three", configuration.Groups[1].Processes[0].Command);
        Assert.Equal(3, configuration.Messages.Count(m => m.Level == LogLevel.Info));
        Assert.Empty(ConfigurationFixture.Warnings(configuration));
    }

    [Theory]
    [InlineData("one.conf", "/one.conf includes itself by @dir@/one.conf")]
    [InlineData("two.conf", "/one.conf includes itself by @dir@/two.conf")]
    [InlineData("back.conf", "/main.conf includes itself by @dir@/back.conf")]
    public void A_cycle_is_refused(string included, string refusal)
    {
        _fixture.Write("one.conf", $"[include]\nfiles={included}\n");
        _fixture.Write("two.conf", "[include]\nfiles=one.conf\n");
        _fixture.Write("back.conf", "[include]\nfiles=main.conf\n");
        Assert.Equal($"include: {_fixture.Path}{refusal.Replace("@dir@", _fixture.Path, StringComparison.Ordinal)}", Assert.Throws<ConfigurationException>(() => _fixture.Read(Recursive)).Message);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public void It_goes_sixteen_files_deep(int last, bool isRead)
    {
        _fixture.Write("one.conf", "[include]\nfiles=1.conf\n");
        for (var i = 1; i < last; i++)
            _fixture.Write($"{i}.conf", $"[include]\nfiles={i + 1}.conf\n");
        _fixture.Write($"{last}.conf", Program("last"));
        if (isRead)
            Assert.Equal(["last"], Names(Recursive));
        else
            Assert.Equal($"include: {_fixture["15.conf"]} includes files of its own, and is 16 files deep already", Assert.Throws<ConfigurationException>(() => _fixture.Read(Recursive)).Message);
    }

    [Theory]
    [InlineData("[program:bad]\ncommand=/bin/bad\nstartsecs=soon\n[program:good]\ncommand=/bin/good\n", "line 3: [program:bad] startsecs: invalid literal for int() with base 10: 'soon'")]
    [InlineData("[program:bad]\ncommand\n[program:good]\ncommand=/bin/good\n", "parsing errors")]
    [InlineData("command=/bin/x\n[program:good]\ncommand=/bin/good\n", "no section headers")]
    [InlineData("[program:good]\ncommand=/bin/good\n[eventlistener:bad]\ncommand=x\nevents=NONE\n", "Unknown event type NONE")]
    [InlineData("[group:good]\nprograms=none\n", "names unknown program")]
    public void A_broken_file_is_left_out_whole(string text, string reason)
    {
        _fixture.Write("d/1.conf", text);
        _fixture.Write("d/2.conf", Program("two"));
        var configuration = _fixture.Read(Isolated);
        Assert.Equal(["main", "two"], configuration.Groups.Select(g => g.Name));
        var critical = Assert.Single(configuration.Messages, m => m.Level == LogLevel.Critical).Text;
        Assert.StartsWith($"included file '{_fixture["d/1.conf"]}' is left out, and what runs from it stays as it is: ", critical, StringComparison.Ordinal);
        Assert.Contains(reason, critical, StringComparison.Ordinal);
        Assert.Equal(_fixture["d/1.conf"], Assert.Single(configuration.BrokenFiles).Path);
        Assert.Contains("good", configuration.GroupsOfBrokenFiles);
        Assert.Throws<ConfigurationException>(() => _fixture.Read(Isolated.Replace("isolate_includes=true", "isolate_includes=false", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_group_that_names_programs_of_a_broken_file_is_broken_with_it()
    {
        _fixture.Write("d/1.conf", Program("a") + Program("b") + "startsecs=x\n");
        _fixture.Write("d/2.conf", Program("c"));
        var configuration = _fixture.Read(Isolated + "[group:g]\nprograms=a,c\n");
        Assert.Equal(["main"], configuration.Groups.Select(g => g.Name));
        Assert.Superset(new HashSet<string> { "g", "a", "b" }, configuration.GroupsOfBrokenFiles.ToHashSet());
    }

    [Theory]
    [InlineData("startsecs=x\n", "")]
    [InlineData("", "[supervisord]\nminfds=x\n")]
    [InlineData("", "[inet_http_server]\nport=x\n")]
    public void The_main_file_and_the_daemons_own_sections_are_never_left_out(string main, string included)
    {
        _fixture.Write("d/1.conf", Program("a") + "startsecs=x\n" + included);
        Assert.Throws<ConfigurationException>(() => _fixture.Read(Isolated.Replace("/bin/main\n", $"/bin/main\n{main}", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_runs_from_a_broken_file_stays_as_it_runs()
    {
        var running = _fixture.Read("[supervisord]\n" + Program("old") + Program("main") + Program("gone")).Groups;
        _fixture.Write("d/1.conf", Program("old") + "startsecs=x\n");
        var kept = BrokenFiles.Keep(_fixture.Read(Isolated), running);
        Assert.Equal(["main", "old"], kept.Groups.Select(g => g.Name));
        Assert.Same(running.Single(g => g.Name == "old"), kept.Groups[1]);
        Assert.NotSame(running.Single(g => g.Name == "main"), kept.Groups[0]);
    }

    private static string Program(string name) => $"[program:{name}]\ncommand=/bin/{name}\n";

    private IEnumerable<string> Names(string main) => _fixture.Read(main).Groups.Select(g => g.Name);
}
