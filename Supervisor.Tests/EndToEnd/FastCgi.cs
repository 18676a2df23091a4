using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// A FastCGI responder and a client that others wrote: Debian's fcgiwrap, which runs CGI scripts, and cgi-fcgi of the FastCGI developers' kit.
/// </summary>
internal sealed class FastCgi
{
    private readonly string _root;
    private readonly Dictionary<string, string> _environment;

    private FastCgi(string root) => (_root, _environment) = (root, new Dictionary<string, string>(Peer.CommonEnvironment)
    {
        ["LD_LIBRARY_PATH"] = Directory.EnumerateDirectories(Path.Combine(root, "usr/lib")).First(d => d.EndsWith("-linux-gnu", StringComparison.Ordinal)),
        ["REQUEST_METHOD"] = "GET",
    });

    /// <summary>For a program's <c>command</c> and <c>environment</c>.</summary>
    public string ResponderLines =>
        $"command={_root}/usr/sbin/fcgiwrap\nenvironment=LD_LIBRARY_PATH=\"{_environment["LD_LIBRARY_PATH"]}\"";

    public static async Task<FastCgi> FetchAsync() =>
        new(await DebianPackages.UnpackAsync("fastcgi", "libfcgi-bin", "libfcgi0ldbl", "fcgiwrap"));

    /// <summary>A script for the responder that tells who serves: the process that is its parent.</summary>
    public static string Script(TestDirectory directory) =>
        directory.Script("who.cgi", "printf 'Content-Type: text/plain\\r\\n\\r\\nserved by %s' $PPID");

    /// <summary>What the responder behind an address (a path, or host:port) makes of a request for a script.</summary>
    public Task<CompletedChild> AskAsync(string address, string script) => ChildProcess.RunAsync(
        Path.Combine(_root, "usr/bin/cgi-fcgi"),
        ["-bind", "-connect", address],
        new Dictionary<string, string>(_environment) { ["SCRIPT_FILENAME"] = script });

    /// <summary>The pid of the responder that answers.</summary>
    public async Task<int> ServedByAsync(string address, string script)
    {
        var answer = await AskAsync(address, script);
        const string Told = "served by ";
        Assert.Contains(Told, answer.Output, StringComparison.Ordinal);
        return int.Parse(answer.Output[(answer.Output.IndexOf(Told, StringComparison.Ordinal) + Told.Length)..]);
    }
}
