using System.Net.Sockets;
using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// The native binary in a root of nothing but itself and the libraries that <c>ldd</c> names, as in the smallest container: no <c>/proc</c>, no
/// <c>/dev</c>, no shell, no OpenSSL, no ICU, no locales, no user database. Needs root to change it.
/// </summary>
public sealed partial class MinimalRootTests : IDisposable
{
    private const string Program = "/supervisord";

    private const string Configuration =
        """
        [supervisord]
        nodaemon=true
        [unix_http_server]
        file=/s.sock
        [supervisorctl]
        serverurl=unix:///s.sock
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [program:sample]
        command=/supervisord echo-conf
        startsecs=0
        autorestart=false
        """;

    private readonly TestDirectory _root = new();

    [Fact]
    public async Task All_that_the_default_configuration_needs_is_in_the_binary()
    {
        if (Peer.NativeBinary() is not { } binary)
            return;
        await FillAsync(binary);
        _root.Write("supervisord.conf", Configuration);
        Assert.Equal(new CompletedChild(0, "5.0.0\n", ""), await RunAsync("--version"));
        await using var daemon = ChildProcess.Start("chroot", [_root.Path, Program, "-c", "/supervisord.conf"]);
        await Eventually.HoldsAsync(async () => (await RunAsync("ctl", "-c", "/supervisord.conf", "version")).ExitCode == 0, "the daemon answers");
        await Eventually.HoldsAsync(
            async () => (await RunAsync("ctl", "-c", "/supervisord.conf", "status")).Output.Contains("EXITED", StringComparison.Ordinal), "the program has run");
        var log = Assert.Single(Directory.EnumerateFiles(_root["tmp"], "sample-stdout---supervisor-*.log"));
        Assert.Contains("[supervisord]", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        Assert.Contains("[include]", (await RunAsync("ctl", "-c", "/supervisord.conf", "tail", "-1000", "sample")).Output, StringComparison.Ordinal);
        var page = await HttpProbe.AskAsync(new UnixDomainSocketEndPoint(_root["s.sock"]), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, page.Status);
        Assert.Contains("sample", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("ctl", "-c", "/supervisord.conf", "shutdown")).ExitCode);
        Assert.Equal(0, (await daemon.CompletedAsync()).ExitCode);
    }

    public void Dispose() => _root.Dispose();

    private Task<CompletedChild> RunAsync(params string[] arguments) => ChildProcess.RunAsync("chroot", [_root.Path, Program, .. arguments]);

    private async Task FillAsync(string binary)
    {
        Directory.CreateDirectory(_root["tmp"]);
        File.Copy(binary, _root.Path + Program);
        var needed = await ChildProcess.RunAsync("ldd", [binary]);
        foreach (var library in Library().Matches(needed.Output).Select(match => match.Groups["path"].Value))
        {
            var copy = _root.Path + library;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(library, copy);
        }
    }

    /// <summary><c>libm.so.6 => /lib/x/libm.so.6 (0x…)</c>, and the loader without the arrow.</summary>
    [GeneratedRegex(@"(?<path>/\S+) \(0x")]
    private static partial Regex Library();
}
