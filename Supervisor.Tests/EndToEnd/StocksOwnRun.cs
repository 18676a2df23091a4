using System.Text.RegularExpressions;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Which of stock's programs ours stand in for.</summary>
[Flags]
internal enum Replaced
{
    Nothing = 0,
    Daemon = 1,
    Client = 2,
}

/// <summary>
/// Owns one run of stock's end-to-end tests, as Debian's package has them, with ours in the place of the daemon, the client, or both. The tests are copied:
/// they name fixed files in /tmp, where a second run would meet the first.
/// </summary>
internal sealed partial class StocksOwnRun : IDisposable
{
    private const string Module = "supervisor.tests.test_end_to_end";

    /// <summary>They wait for <c>startsecs</c> most of the time, so that several at once cost little more than one.</summary>
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TestDirectory _directory = new();

    /// <param name="replaced">What ours stand in for.</param>
    /// <param name="only">Names of tests; all of them when left out.</param>
    public static async Task<IReadOnlyDictionary<string, string>> VerdictsAsync(Replaced replaced, IReadOnlyCollection<string>? only = null)
    {
        using var run = new StocksOwnRun();
        return await run.RunAsync(Peer.OursIsStock ? Replaced.Nothing : replaced, only);
    }

    public void Dispose() => _directory.Dispose();

    private static string Own(string name) => Path.Combine(Repository.Root, "Supervisor.Tests/EndToEnd/StocksOwn", name);

    private async Task<IReadOnlyDictionary<string, string>> RunAsync(Replaced replaced, IReadOnlyCollection<string>? only)
    {
        var stock = await StockSupervisor.PackagesDirectoryAsync();
        var pexpect = await DebianPackages.UnpackAsync("pexpect", "python3-pexpect", "python3-ptyprocess");
        Arrange(stock, replaced);
        var environment = new Dictionary<string, string>(Peer.CommonEnvironment)
        {
            ["PYTHONPATH"] = $"{_directory.Path}:{stock}:{pexpect}/usr/lib/python3/dist-packages",
            ["SUPERVISORD_FOR_TESTS"] = (await Peer.OursAsync()).FileName,
            ["END_TO_END"] = "1",
        };
        var names = TestName().Matches(await File.ReadAllTextAsync(_directory["supervisor/tests/test_end_to_end.py"]))
            .Select(m => m.Groups[1].Value).Where(name => only is null || only.Contains(name));
        var shards = names.Select((name, i) => (name, i)).GroupBy(test => test.i % AtOnce, test => test.name);
        var outputs = await Task.WhenAll(shards.Select((shard, number) => RunAsync(shard, number, environment)));
        return outputs.SelectMany(output => Verdict().Matches(output)).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private async Task<string> RunAsync(IEnumerable<string> names, int number, Dictionary<string, string> environment)
    {
        // Stock removes the logs of any daemon that shares its directory for temporary files.
        var temporary = Directory.CreateDirectory(_directory[$"tmp{number}"]).FullName;
        await using var python = ChildProcess.Start(
            StockSupervisor.Python,
            ["-W", "ignore", "-m", "unittest", "-v", .. names.Select(name => $"{Module}.EndToEndTests.{name}")],
            new Dictionary<string, string>(environment) { ["TMPDIR"] = temporary },
            temporary);
        return (await python.CompletedAsync(Patience)).Error;
    }

    private void Arrange(string stock, Replaced replaced)
    {
        var fixtures = Directory.CreateDirectory(_directory["supervisor/tests/fixtures"]).FullName;
        Copy(Path.Combine(stock, "supervisor/tests"), _directory["supervisor/tests"]);
        Copy(Path.Combine(stock, "supervisor/tests/fixtures"), fixtures);
        File.Copy(Own("hello.sh"), Path.Combine(fixtures, "hello.sh"), overwrite: true);
        File.Copy(Own("supervisor/__init__.py"), _directory["supervisor/__init__.py"]);
        if (replaced.HasFlag(Replaced.Daemon))
            File.Copy(Own("supervisor/supervisord.py"), _directory["supervisor/supervisord.py"]);
        if (replaced.HasFlag(Replaced.Client))
            File.Copy(Own("supervisor/supervisorctl.py"), _directory["supervisor/supervisorctl.py"]);
    }

    private void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
        {
            var text = File.ReadAllText(file)
                .Replace("/tmp/", _directory.Path + "/", StringComparison.Ordinal)
                .Replace("command=python ", $"command={StockSupervisor.Python} ", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(to, Path.GetFileName(file)), text);
        }
    }

    [GeneratedRegex(@"^    def (test_\w+)", RegexOptions.Multiline)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(test_\w+) \(.*\)(?:\n.*)? \.\.\. (\w+)", RegexOptions.Multiline)]
    private static partial Regex Verdict();
}
