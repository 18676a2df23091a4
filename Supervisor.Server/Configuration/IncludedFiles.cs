using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// Reads what <c>[include]</c> names into a document, in the order of the patterns. With <c>recursive=true</c> in the main file an included file may include
/// others, relative to itself: they are read behind it, each file once, whatever its names are.
/// </summary>
/// <param name="document">Takes what is read.</param>
/// <param name="expansion">What <c>files</c> may use.</param>
/// <param name="messages">Takes the lines about included files.</param>
/// <param name="broken">Takes the files that are left out; null where a broken one ends the reading.</param>
internal sealed class IncludedFiles(IniDocument document, Expansion expansion, List<ConfigurationMessage> messages, BrokenFiles? broken)
{
    private const int MostDeep = 16;

    private readonly HashSet<FileIdentity> _read = [];
    private readonly List<(FileIdentity File, string Path)> _including = [];
    private bool _isRecursive;

    /// <param name="file">The main file.</param>
    public void Read(string file)
    {
        if (document.Find("include") is not { } include)
            return;
        document.ReplaceHere(Path.GetDirectoryName(file)!);
        if (document.Value(include, "recursive") is { } recursive)
            _isRecursive = OptionParsers.Boolean(expansion.Expand(recursive.Text, "include.recursive"));
        LogFileCalls.Status(file, out var main);
        _including.Add((main.Identity, file));
        Include(include, Path.GetDirectoryName(file)!);
    }

    private void Include(IniSection include, string directory)
    {
        if (document.Value(include, "files") is not { } files)
            throw new ConfigurationException(".ini file has [include] section, but no files setting");
        foreach (var pattern in expansion.Expand(files.Text, "include.files").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var absolute = Path.Combine(directory, pattern);
            var found = Glob.Find(absolute);
            if (found.Count == 0)
                messages.Add(new(LogLevel.Warn, $"No file matches via include \"{absolute}\""));
            foreach (var path in found)
                Take(include, path);
        }
    }

    private void Take(IniSection include, string path)
    {
        if (!IsNew(path, out var identity) || broken?.Has(path) == true)
            return;
        messages.Add(new(LogLevel.Info, $"Included extra file \"{path}\" during parsing"));
        var before = include["files"];
        // One that cannot be read is passed over, as stock does; unlike stock it is said.
        if (!TryRead(path))
            messages.Add(new(LogLevel.Warn, $"Included file \"{path}\" could not be read and was left out"));
        document.ReplaceHere(Path.GetDirectoryName(path)!);
        if (!_isRecursive || ReferenceEquals(include["files"], before))
            return;
        if (_including.Count == MostDeep)
            throw new ConfigurationException($"include: {path} includes files of its own, and is {MostDeep} files deep already");
        _including.Add((identity, path));
        Include(include, Path.GetDirectoryName(path)!);
        _including.RemoveAt(_including.Count - 1);
    }

    /// <summary>Without recursion every match is read, as stock does.</summary>
    private bool IsNew(string path, out FileIdentity identity)
    {
        identity = default;
        if (!_isRecursive || LogFileCalls.Status(path, out var status) < 0)
            return true;
        var file = identity = status.Identity;
        if (_including.Find(one => one.File == file) is { Path: { } circle })
            throw new ConfigurationException($"include: {circle} includes itself by {_including[^1].Path}");
        return _read.Add(identity);
    }

    /// <summary>A file that is left out leaves nothing behind.</summary>
    private bool TryRead(string path)
    {
        if (broken is null)
            return ConfigurationFile.TryRead(document, path, path);
        try
        {
            if (!ConfigurationFile.TryRead(new IniDocument(), path, path))
                return false;
        }
        catch (ConfigurationException refusal)
        {
            broken.Add(path, refusal);
            return true;
        }
        return ConfigurationFile.TryRead(document, path, path);
    }
}
