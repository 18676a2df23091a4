using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>The built program under the name <c>echo_supervisord_conf</c>, and by the word <c>echo-conf</c>.</summary>
public class EchoConfigurationTests
{
    private static readonly string Sample = File.ReadAllText(Path.Combine(Repository.Root, "conf/supervisord.conf"));

    [Fact]
    public async Task The_sample_is_printed_to_the_byte_under_the_programs_own_name()
    {
        using var directory = new TestDirectory();
        var completed = await RunLinkedAsync(directory, "");
        Assert.Equal(new CompletedChild(0, Sample, ""), completed);
    }

    [Fact]
    public async Task The_sample_is_printed_by_a_word_as_well()
    {
        var ours = await Peer.OursAsync();
        Assert.Equal(new CompletedChild(0, Sample, ""), await ours.RunAsync(["echo-conf"]));
    }

    [Fact]
    public async Task A_word_too_many_is_remarked_on_and_does_no_harm()
    {
        using var directory = new TestDirectory();
        var (code, output, error) = await RunLinkedAsync(directory, " x");
        Assert.Equal((0, Sample), (code, output));
        Assert.Equal("echo_supervisord_conf takes no arguments; the sample is written to the standard output\n", error);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_reported()
    {
        using var directory = new TestDirectory();
        var (code, _, error) = await RunLinkedAsync(directory, " > /dev/full");
        Assert.Equal(1, code);
        Assert.StartsWith("Error: the sample could not be written: ", error, StringComparison.Ordinal);
    }

    /// <summary>What it prints is a configuration the daemon starts with.</summary>
    [Fact]
    public async Task The_daemon_starts_with_what_it_prints()
    {
        using var directory = new TestDirectory();
        var printed = await RunLinkedAsync(directory, "");
        var text = printed.Output.Replace("/tmp/", directory.Path + "/", StringComparison.Ordinal);
        var file = directory.Write("printed.conf", text);
        var ours = await Peer.OursAsync();
        await using var daemon = ours.Start(["-n", "-c", file], directory.Path);
        var rpc = new RpcProbe(new System.Net.Sockets.UnixDomainSocketEndPoint(directory["supervisor.sock"]));
        await Eventually.HoldsAsync(() => File.Exists(directory["supervisor.sock"]), "the socket is there");
        Assert.Equal("RUNNING", (string?)(await rpc.CallAsync("supervisor.getState")).Struct["statename"]);
        Assert.DoesNotContain("WARN", File.ReadAllText(directory["supervisord.log"]), StringComparison.Ordinal);
    }

    /// <summary>Through a link: argv[0] is what tells the programs apart.</summary>
    private static async Task<CompletedChild> RunLinkedAsync(TestDirectory directory, string rest)
    {
        var ours = await Peer.OursAsync();
        File.CreateSymbolicLink(directory["echo_supervisord_conf"], ours.FileName);
        return await ChildProcess.RunAsync("/bin/sh", ["-c", $"exec {directory["echo_supervisord_conf"]}{rest}"], ours.Environment);
    }
}
