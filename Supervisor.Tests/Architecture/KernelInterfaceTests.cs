using System.Text.RegularExpressions;

namespace Supervisor.Tests.Architecture;

/// <summary>What belongs to the C library is declared once, where a test compares it with the headers.</summary>
public partial class KernelInterfaceTests
{
    [Fact]
    public void Functions_of_the_C_library_are_declared_in_Libc_only()
    {
        Assert.Matches(Declaration(), "[LibraryImport(\"libc\", SetLastError = true)]");
        Assert.Empty(Others().Where(text => Declaration().IsMatch(text.Text)).Select(text => text.Name));
    }

    [Fact]
    public void Its_numbers_are_written_there_only()
    {
        Assert.Matches(Number(), "    private const int O_RDWR = 2;");
        Assert.Matches(Number(), "private const uint EPOLLIN = 0x1 | 0x2;");
        Assert.DoesNotMatch(Number(), "public const int O_RDWR = Libc.O_RDWR;");
        Assert.DoesNotMatch(Number(), "private const int MaxEvents = 64;");
        Assert.Empty(Others().SelectMany(text => Number().Matches(text.Text).Select(m => $"{text.Name}: {m.Value.Trim()}")));
    }

    private static IEnumerable<(string Name, string Text)> Others() =>
        from file in Repository.SourceFiles()
        let name = Path.GetFileName(file)
        where !name.StartsWith("Libc.", StringComparison.Ordinal) && name is not ("Errno.cs" or "Signals.cs")
        select (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\(")]
    private static partial Regex Declaration();

    /// <summary>A constant in capitals, as C has them, that is a number here.</summary>
    [GeneratedRegex(@"\b(const|static readonly) \w+ [A-Z][A-Z0-9]*[A-Z_][A-Z0-9_]* = -?[0-9][^;]*;")]
    private static partial Regex Number();
}
