namespace Supervisor.Tests.Support;

/// <summary>
/// Owns unpacked copies of Debian packages that tests need. Fetched once per machine and unpacked beside the temporary files;
/// nothing is installed. What can not be had fails the tests: without it they prove nothing.
/// </summary>
internal static class DebianPackages
{
    /// <summary>The directory that stands for <c>/</c> in the unpacked packages, fetched where it is not there yet.</summary>
    /// <param name="name">Names the directory; another set of packages needs another name.</param>
    /// <param name="packages">The packages; what they depend on is not fetched.</param>
    public static async Task<string> UnpackAsync(string name, params string[] packages)
    {
        var final = Path.Combine(Path.GetTempPath(), $"{name}-for-tests");
        if (Directory.Exists(final))
        {
            await CompileAsync(final);
            return final;
        }
        using var staging = new TestDirectory();
        if (!await TryDownloadAsync(staging.Path, packages))
        {
            await AptAsync(staging.Path, "update");
            if (!await TryDownloadAsync(staging.Path, packages))
                throw new InvalidOperationException($"apt-get could not download {string.Join(", ", packages)}, which these tests need");
        }
        var unpacked = Directory.CreateDirectory(staging["x"]).FullName;
        foreach (var package in Directory.EnumerateFiles(staging.Path, "*.deb"))
            await RunAsync("dpkg", ["-x", package, unpacked], staging.Path);
        Publish(unpacked, final);
        await CompileAsync(final);
        return final;
    }

    /// <summary>As a package's installation would: a program of Python starts in half the time. A second compilation finds nothing to do.</summary>
    private static async Task CompileAsync(string root)
    {
        var modules = Path.Combine(root, "usr/lib/python3/dist-packages");
        if (Directory.Exists(modules))
            await RunAsync(StockSupervisor.Python, ["-W", "ignore", "-m", "compileall", "-q", modules], root);
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

    private static async Task<bool> TryDownloadAsync(string directory, string[] packages)
    {
        await AptAsync(directory, ["download", .. packages]);
        return packages.All(package => Directory.EnumerateFiles(directory, package + "_*.deb").Any());
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
