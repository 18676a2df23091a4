using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// The native program in a file of a test's own, which other versions take the place of as on a real machine: copied beside it, then renamed. Another
/// version is the same program with other text in it.
/// </summary>
internal sealed class UpgradeProgram
{
    /// <summary>Of the program as it is.</summary>
    public const string First = "5.0.0";

    public const string Second = "5.0.7";

    private const string Format = "supervisord-handover-1";
    private const string OtherFormat = "supervisord-handover-9";

    private static readonly Lazy<Task<string>> SecondVersion = new(() => PatchedAsync(First, Second));
    private static readonly Lazy<Task<string>> ForeignFormat = new(() => PatchedAsync(Format, OtherFormat));

    private readonly string _file;

    private UpgradeProgram(string file) => _file = file;

    public string Path => _file;

    /// <summary>Null where there is no native program.</summary>
    public static async Task<UpgradeProgram?> InstallAsync(TestDirectory directory)
    {
        if (Peer.NativeBinary() is not { } binary)
            return null;
        var folder = Directory.CreateDirectory(directory["bin"]).FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var program = new UpgradeProgram(System.IO.Path.Combine(folder, "supervisord"));
        await program.ReplaceAsync(binary);
        return program;
    }

    public static string Original => Peer.NativeBinary()!;

    public static Task<string> OtherVersionAsync() => SecondVersion.Value;

    public static Task<string> OtherFormatAsync() => ForeignFormat.Value;

    /// <summary>The one or the other, so that each upgrade can be told from the one before.</summary>
    public static Task<string> VersionAsync(int round) => round % 2 == 0 ? OtherVersionAsync() : Task.FromResult(Original);

    public async Task<Peer> PeerAsync() => await Peer.OursAsync() with { FileName = _file, Arguments = [] };

    /// <summary>By a rename, as <c>install</c> and packages do it.</summary>
    public Task ReplaceAsync(string source, string mode = "755") => ShellAsync($"cp '{source}' '{_file}.new' && chmod {mode} '{_file}.new' && mv -T '{_file}.new' '{_file}'");

    public Task ReplaceWithScriptAsync(string body) => ShellAsync($"cat > '{_file}.new' && chmod 755 '{_file}.new' && mv -T '{_file}.new' '{_file}'", $"#!/bin/sh\n{body}\n");

    /// <summary>What a shell does to <c>$F</c>.</summary>
    public Task ChangeAsync(string command) => ShellAsync($"F='{_file}'; {command}");

    private static async Task ShellAsync(string command, string? input = null)
    {
        var done = await ChildProcess.RunAsync("/bin/sh", ["-c", command], input: input);
        Assert.True(done.ExitCode == 0, done.Error);
    }

    /// <summary>The program's texts are UTF-16; zeros at the end of one may be kept elsewhere.</summary>
    private static async Task<string> PatchedAsync(string from, string to)
    {
        var (old, other) = (Encoding.Unicode.GetBytes(from)[..^1], Encoding.Unicode.GetBytes(to)[..^1]);
        var bytes = await File.ReadAllBytesAsync(Original);
        var patched = 0;
        for (var at = 0; bytes.AsSpan(at).IndexOf(old) is >= 0 and var found; at += found + old.Length, patched++)
            other.CopyTo(bytes, at + found);
        Assert.True(patched > 0, $"'{from}' stands nowhere in the program");
        var file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("svt-version-").FullName, "supervisord");
        await File.WriteAllBytesAsync(file + ".raw", bytes);
        // A copy that no process of ours has ever had open for writing: such a one could not be executed while another child is being made.
        await ShellAsync($"cp '{file}.raw' '{file}' && chmod 755 '{file}'");
        return file;
    }
}
