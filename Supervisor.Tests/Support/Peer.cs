using System.Runtime.InteropServices;

namespace Supervisor.Tests.Support;

/// <summary>
/// A program to be judged or to judge by: what to execute, and with which environment. The environment variable
/// <c>SUPERVISORD</c> names another build of ours (the native one), or <c>stock</c> to try the tests themselves.
/// </summary>
internal sealed record Peer(string Name, string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly string? Override = System.Environment.GetEnvironmentVariable("SUPERVISORD");

    /// <summary>One locale, one time zone: both programs print dates and read files by them.</summary>
    public static readonly IReadOnlyDictionary<string, string> CommonEnvironment = new Dictionary<string, string>
    {
        ["LC_ALL"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
    };

    /// <summary>True when the tests are tried on stock itself: then there is no difference to expect.</summary>
    public static bool OursIsStock => Override == "stock";

    public static async Task<Peer> OursAsync() =>
        OursIsStock ? await StockSupervisor.ProgramAsync("supervisord") : new Peer("ours", OurBinary(), [], CommonEnvironment);

    public static Task<Peer> StockAsync() => StockSupervisor.ProgramAsync("supervisord");

    public ChildProcess Start(IEnumerable<string> arguments, string? workingDirectory = null, params (string Name, string Value)[] also) =>
        ChildProcess.Start(FileName, [.. Arguments, .. arguments], With(also), workingDirectory);

    public Task<CompletedChild> RunAsync(IEnumerable<string> arguments, string? workingDirectory = null, string? input = null) =>
        ChildProcess.RunAsync(FileName, [.. Arguments, .. arguments], Environment, workingDirectory, input);

    private Dictionary<string, string> With((string Name, string Value)[] also)
    {
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in also)
            environment[name] = value;
        return environment;
    }

    /// <summary>What the tests were built with: on the runtime, which heeds its environment variables, where a native program does not.</summary>
    public static string BuiltBinary()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Architecture.Repository.Root, "Supervisor.Server/bin", configuration, "net10.0/supervisord");
    }

    /// <summary>
    /// The native binary: the one named, or the one that was published last. Null where there is neither, which on the machine that judges
    /// a change is a failure.
    /// </summary>
    public static string? NativeBinary()
    {
        var published = Path.Combine(Architecture.Repository.Root, "artifacts/publish/supervisord");
        var found = File.Exists(Override) ? Override : File.Exists(published) ? published : null;
        return found is null && System.Environment.GetEnvironmentVariable("CI") == "true"
            ? throw new FileNotFoundException("There is no native binary; publish Supervisor.Server", published)
            : found;
    }

    private static string OurBinary()
    {
        var path = Override ?? BuiltBinary();
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no program to test at {path}; build Supervisor.Server", path);
    }
}
