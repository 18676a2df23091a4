using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Fuzzing;

/// <summary>The inputs that are kept: what once failed, and one of each kind of outcome. A file is one input, as it is.</summary>
internal static class Corpus
{
    public static IReadOnlyList<(string Name, byte[] Bytes)> Of(string target)
    {
        var folder = Folder(target);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))]
            : [];
    }

    public static void Keep(string target, string name, byte[] input)
    {
        Directory.CreateDirectory(Folder(target));
        File.WriteAllBytes(Path.Combine(Folder(target), name), input);
    }

    private static string Folder(string target) => Path.Combine(Repository.Root, "Supervisor.Tests/Fuzzing/Corpus", target);
}
