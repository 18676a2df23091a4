namespace Supervisor.Tests.Architecture;

/// <summary>Finds the sources this test run was built from.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    public static IEnumerable<string> SourceFiles(bool tests = false)
    {
        string[] projects = tests ? ["Supervisor.Rpc", "Supervisor.Server", "Supervisor.Tests"] : ["Supervisor.Rpc", "Supervisor.Server"];
        return projects
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Root, p), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/") && !f.Contains("/bin/"));
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Supervisor.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Supervisor.sln is not above the test's binaries");
    }
}
