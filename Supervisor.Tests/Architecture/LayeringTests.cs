using System.Text.RegularExpressions;

namespace Supervisor.Tests.Architecture;

/// <summary>Who may import whom. A new arrow is an edit of this table, seen in review.</summary>
public partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Rpc.XmlRpc"] = [],
        ["Rpc.Contract"] = ["Rpc.XmlRpc"],
        ["Rpc.Dispatch"] = ["Rpc.XmlRpc", "Rpc.Contract"],
        ["Server.Interop"] = [],
        ["Server.Python"] = [],
        ["Server.Configuration"] = ["Server.Interop", "Server.Python", "Rpc.Contract"],
        ["Server.Runtime"] = ["Server.Interop"],
        ["Server.Events"] = ["Server.Python", "Server.Runtime", "Rpc.Contract"],
        ["Server.Logging"] = ["Server.Interop", "Server.Configuration"],
        ["Server.Processes"] =
        [
            "Server.Interop", "Server.Python", "Server.Configuration", "Server.Runtime", "Server.Events", "Server.Logging", "Rpc.Contract",
        ],
        ["Server.Listeners"] =
        [
            "Server.Interop", "Server.Python", "Server.Configuration", "Server.Runtime", "Server.Events", "Server.Logging", "Server.Processes",
            "Rpc.Contract",
        ],
        ["Server.Api"] =
        [
            "Server.Interop", "Server.Configuration", "Server.Runtime", "Server.Events", "Server.Logging", "Server.Processes", "Rpc.XmlRpc",
            "Rpc.Contract", "Rpc.Dispatch",
        ],
        ["Server.Http"] =
        [
            "Server.Interop", "Server.Configuration", "Server.Runtime", "Server.Logging", "Server.Api", "Rpc.XmlRpc", "Rpc.Contract",
            "Rpc.Dispatch",
        ],
        ["Server.Checking"] = ["Server.Interop", "Server.Python", "Server.Configuration", "Server.Processes", "Rpc.Contract"],
        ["Server.Ctl"] = ["Server.Interop", "Server.Python", "Server.Configuration", "Rpc.XmlRpc", "Rpc.Contract", "Rpc.Dispatch"],
    };

    [Fact]
    public void A_file_imports_only_what_its_layer_may_see() => Assert.Empty(Forbidden(text => Import().Matches(text).Select(m => m.Groups["name"].Value)));

    /// <summary>Without a <c>using</c> line: <c>Logging.MainLog</c>, <c>Supervisor.Rpc.Contract.NameSpec</c>.</summary>
    [Fact]
    public void A_file_names_only_types_of_layers_it_may_see()
    {
        var types = Repository.SourceFiles().Where(f => Layer(f) is not null)
            .SelectMany(f => Declaration().Matches(File.ReadAllText(f)).Select(m => $"{Layer(f)}.{m.Groups["type"].Value}")).ToHashSet();
        Assert.Contains("Rpc.Contract.NameSpec", types);
        Assert.Equal(["Server.Logging"], Named("log.Write(Logging.MainLog.Full)"));
        Assert.Equal(["Rpc.Contract"], Named("x = Supervisor.Rpc.Contract.NameSpec.Parse(text)"));
        Assert.Empty(Named("// as Logging.MainLog does"));
        Assert.Empty(Named("group.Processes.First()"));
        Assert.Empty(Forbidden(Named));

        IEnumerable<string> Named(string text) =>
            from match in Qualified().Matches(Comment().Replace(text, ""))
            from project in match.Groups["project"] is { Success: true } named ? [named.Value] : new[] { "Server", "Rpc" }
            let layer = $"{project}.{match.Groups["layer"].Value}"
            where types.Contains($"{layer}.{match.Groups["type"].Value}")
            select layer;
    }

    [Fact]
    public void Every_folder_of_the_product_stands_in_the_table()
    {
        var folders = Repository.SourceFiles().Select(Layer).OfType<string>().Distinct();
        Assert.Empty(folders.Except([.. Allowed.Keys, "Server.Hosting"]));
    }

    [Fact]
    public void No_file_is_longer_than_350_lines()
    {
        var tooLong = Repository.SourceFiles(tests: true)
            .Select(f => (Name: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 350);
        Assert.Empty(tooLong);
    }

    /// <param name="seen">The layers that a file's text refers to.</param>
    private static List<string> Forbidden(Func<string, IEnumerable<string>> seen)
    {
        var broken = new List<string>();
        foreach (var (file, layer) in Repository.SourceFiles().Select(f => (f, Layer(f))))
        {
            if (layer is null || !Allowed.TryGetValue(layer, out var allowed))
                continue;
            broken.AddRange(seen(File.ReadAllText(file)).Where(other => other != layer && !allowed.Contains(other))
                .Select(other => $"{Path.GetRelativePath(Repository.Root, file)} ({layer}) refers to {other}"));
        }
        return broken;
    }

    /// <summary><c>Supervisor.Server/Http/X.cs</c> is in layer <c>Server.Http</c>; files at a project's top are in none.</summary>
    private static string? Layer(string file)
    {
        var parts = Path.GetRelativePath(Repository.Root, file).Split('/');
        return parts.Length < 3 ? null : $"{parts[0]["Supervisor.".Length..]}.{parts[1]}";
    }

    [GeneratedRegex(@"^using (static )?(\w+ = )?Supervisor\.(?<name>\w+\.\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^[^/\n]*\b(class|struct|record|enum|interface|delegate [\w<>?]+) (?<type>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])(Supervisor\.)?((?<project>Server|Rpc)\.)?(?<layer>[A-Z]\w*)\.(?<type>[A-Z]\w*)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
