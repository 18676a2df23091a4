namespace Supervisor.Tests.Support;

/// <summary>The unpacked copy of Debian's <c>supervisor</c> package that judges ours.</summary>
internal static class StockSupervisor
{
    public const string Python = "/usr/bin/python3";

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

    private static Task<string> FetchAsync() => File.Exists(Python)
        ? DebianPackages.UnpackAsync("stock-supervisor", "supervisor", "python3-pkg-resources")
        : throw new InvalidOperationException($"{Python} is missing, and stock Supervisor is written in it: apt-get install -y python3");
}
