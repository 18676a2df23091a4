using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>The commands around starts and stops, as they are read.</summary>
public class HookOptionsTests
{
    private const string All = "stop_command=a\nreload_command=b\nreload_command_timeout=1\npre_start_hook=c\npre_start_hook_timeout=2\npost_start_hook=d %(process_num)d\n"
        + "post_start_hook_timeout=500ms\npre_stop_hook=e\npre_stop_hook_timeout=1m\npost_stop_hook=f\npost_stop_hook_timeout=5\nhook_failure=ignore\nhook_user=root\nhook_shell=true\n";

    [Fact]
    public void All_of_them_are_read()
    {
        var read = Read(All);
        Assert.Equal(
            new HookOptions
            {
                StopCommand = "a",
                ReloadCommand = "b",
                ReloadTimeout = TimeSpan.FromSeconds(1),
                PreStart = "c",
                PreStartTimeout = TimeSpan.FromSeconds(2),
                PostStart = "d 0",
                PostStartTimeout = TimeSpan.FromMilliseconds(500),
                PreStop = "e",
                PreStopTimeout = TimeSpan.FromMinutes(1),
                PostStop = "f",
                PostStopTimeout = TimeSpan.FromSeconds(5),
                IgnoresFailure = true,
                AsDaemon = true,
                ByShell = true,
            },
            read.Hooks);
        Assert.Equal(read, WrittenDown.AndReadBack(read));
    }

    [Theory]
    [InlineData("program:x", "")]
    [InlineData("fcgi-program:x", "socket=unix:///tmp/x.sock\n")]
    [InlineData("eventlistener:x", "events=TICK_5\n")]
    public void Every_kind_of_program_has_them(string section, string keys)
    {
        var configuration = ConfigurationFixture.OfSections($"[{section}]\ncommand=x\n{keys}{All}");
        Assert.Empty(configuration.Messages);
        Assert.Equal("a", configuration.Groups[0].Processes[0].Hooks?.StopCommand);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stop_command=\nhook_failure=abort\nhook_user=program\nhook_shell=false\npre_start_hook_timeout=30\n")]
    public void Without_them_a_process_is_as_in_stock(string keys)
    {
        Assert.Null(Read(keys).Hooks);
        var policy = ProcessPolicy.Of(Read(keys));
        Assert.Equal((false, false, false), (policy.Prepares, policy.PreparesStop, policy.OneShot));
    }

    [Fact]
    public void Two_have_other_names() =>
        Assert.Equal(("a", "b"), (Read("pre_start_command=a\n").Hooks?.PreStart, Read("post_stop_command=b\n").Hooks?.PostStop));

    [Theory]
    [InlineData("pre_start_hook=a\npre_start_command=b\n", "'pre_start_hook' and 'pre_start_command' are the same option")]
    [InlineData("pre_stop_hook_timeout=0\n", "pre_stop_hook_timeout must not be 0")]
    [InlineData("pre_stop_hook_timeout=soon\n", "not a valid duration: 'soon'")]
    [InlineData("hook_failure=maybe\n", "invalid 'hook_failure' value 'maybe' (one of: abort, ignore)")]
    [InlineData("hook_user=nobody\n", "invalid 'hook_user' value 'nobody' (one of: program, root)")]
    public void What_says_nothing_is_refused(string keys, string refusal) =>
        Assert.Equal($"{refusal} in section 'program:x' (file: 'main.conf')", ConfigurationFixture.RefusalOfSections("[program:x]\ncommand=x\n" + keys));

    [Fact]
    public void A_shell_gets_the_command_as_it_is_written()
    {
        var options = Read("hook_shell=true\nuser=root\nhook_user=root\nsurvive=false\n").ForHook("echo 'a  b' \"$HOME\"; exit 3", [new("A", "1")]);
        Assert.Equal(["/bin/sh", "-c", "echo 'a  b' \"$HOME\"; exit 3"], CommandWords.Parse(options.Command).Words);
        Assert.Equal((null, new EnvironmentVariable("A", "1")), (options.Uid, options.Environment[^1]));
    }

    private static ProcessOptions Read(string keys) => ConfigurationFixture.OnlyProcess("[program:x]\ncommand=x\n" + keys);
}
