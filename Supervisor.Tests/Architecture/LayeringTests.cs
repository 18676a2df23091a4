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
        ["Server.Configuration"] = ["Server.Interop", "Server.Logging", "Rpc.Contract"],
        ["Server.Runtime"] = ["Server.Interop"],
        ["Server.Events"] = ["Server.Runtime", "Rpc.Contract"],
        ["Server.Logging"] = ["Server.Interop", "Server.Configuration"],
        ["Server.Processes"] =
        [
            "Server.Interop", "Server.Configuration", "Server.Runtime", "Server.Events", "Server.Logging", "Rpc.Contract",
        ],
        ["Server.Listeners"] =
        [
            "Server.Interop", "Server.Configuration", "Server.Runtime", "Server.Events", "Server.Logging", "Server.Processes", "Rpc.Contract",
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
        ["Server.Ctl"] = ["Server.Configuration", "Server.Interop", "Rpc.XmlRpc", "Rpc.Contract", "Rpc.Dispatch"],
    };

    [Fact]
    public void A_file_imports_only_what_its_layer_may_see()
    {
        var broken = new List<string>();
        foreach (var (file, layer) in Repository.SourceFiles().Select(f => (f, Layer(f))))
        {
            if (layer is null || !Allowed.TryGetValue(layer, out var allowed))
                continue;
            foreach (Match match in Import().Matches(File.ReadAllText(file)))
            {
                var imported = match.Groups["name"].Value;
                if (imported != layer && !allowed.Contains(imported))
                    broken.Add($"{Path.GetRelativePath(Repository.Root, file)} ({layer}) imports {imported}");
            }
        }
        Assert.Empty(broken);
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

    /// <summary><c>Supervisor.Server/Http/X.cs</c> is in layer <c>Server.Http</c>; files at a project's top are in none.</summary>
    private static string? Layer(string file)
    {
        var parts = Path.GetRelativePath(Repository.Root, file).Split('/');
        return parts.Length < 3 ? null : $"{parts[0]["Supervisor.".Length..]}.{parts[1]}";
    }

    [GeneratedRegex(@"^using (static )?(\w+ = )?Supervisor\.(?<name>\w+\.\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();
}
