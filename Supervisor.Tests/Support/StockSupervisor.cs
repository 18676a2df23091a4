namespace Supervisor.Tests.Support;

/// <summary>
/// Owns the unpacked copy of Debian's <c>supervisor</c> package that judges ours. Fetched once per machine and
/// unpacked beside the temporary files; nothing is installed. A peer that can not be had fails the tests: without it they prove nothing.
/// </summary>
internal static class StockSupervisor
{
    public const string Python = "/usr/bin/python3";

    private static readonly string[] Packages = ["supervisor", "python3-pkg-resources"];
    private static readonly Lazy<Task<string>> Unpacked = new(FetchAsync);

    public static async Task<string> RootAsync() => await Unpacked.Value;

    /// <summary>Where <c>import supervisor</c> finds the package.</summary>
    public static async Task<string> PackagesDirectoryAsync() => Path.Combine(await RootAsync(), "usr/lib/python3/dist-packages");

    /// <summary>One of the package's programs (supervisord, supervisorctl, …), ready to be given arguments.</summary>
    public static async Task<Peer> ProgramAsync(string name)
    {
        var environment = new Dictionary<string, string>(Peer.CommonEnvironment)
        {
            ["PYTHONPATH"] = await PackagesDirectoryAsync(),
        };
        return new Peer("stock", Python, ["-W", "ignore", Path.Combine(await RootAsync(), "usr/bin", name)], environment);
    }

    private static async Task<string> FetchAsync()
    {
        if (!File.Exists(Python))
            throw new InvalidOperationException($"{Python} is missing, and stock Supervisor is written in it: apt-get install -y python3");
        var final = Path.Combine(Path.GetTempPath(), "stock-supervisor-for-tests");
        if (Directory.Exists(final))
            return final;
        using var staging = new TestDirectory();
        if (!await TryDownloadAsync(staging.Path))
        {
            await AptAsync(staging.Path, "update");
            if (!await TryDownloadAsync(staging.Path))
                throw new InvalidOperationException("apt-get could not download stock Supervisor, the peer these tests compare with");
        }
        var unpacked = Directory.CreateDirectory(staging["x"]).FullName;
        foreach (var package in Directory.EnumerateFiles(staging.Path, "*.deb"))
            await RunAsync("dpkg", ["-x", package, unpacked], staging.Path);
        Publish(unpacked, final);
        return final;
    }

    /// <summary>A rename is all or nothing, so two test runs on one machine can fetch at once.</summary>
    private static void Publish(string unpacked, string final)
    {
        try
        {
            Directory.Move(unpacked, final);
        }
        catch (IOException) when (Directory.Exists(final))
        {
            // The other run was first; its copy is as good.
        }
    }

    private static async Task<bool> TryDownloadAsync(string directory)
    {
        await AptAsync(directory, ["download", .. Packages]);
        return Packages.All(package => Directory.EnumerateFiles(directory, package + "_*.deb").Any());
    }

    private static Task<CompletedChild> AptAsync(string directory, params string[] arguments) =>
        ChildProcess.RunAsync("apt-get", arguments, workingDirectory: directory);

    private static async Task RunAsync(string program, string[] arguments, string directory)
    {
        var completed = await ChildProcess.RunAsync(program, arguments, workingDirectory: directory);
        if (completed.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {completed.Error}");
    }
}
