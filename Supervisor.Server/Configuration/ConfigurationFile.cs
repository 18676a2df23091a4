using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Finds the configuration file and reads it with everything it includes.</summary>
internal static class ConfigurationFile
{
    /// <summary>The first of the usual places that has one; refused with the list of them where none has.</summary>
    /// <param name="program">The path the program was started by.</param>
    /// <param name="workingDirectory">What the relative places are relative to.</param>
    public static string Find(string program, string workingDirectory) =>
        FindOrNull(program, workingDirectory) ?? throw new ConfigurationException(
            $"No config file found at default paths ({string.Join(", ", Places(program))}); "
            + "use the -c option to specify a config file at a different path");

    /// <summary>The same for a program that can do without.</summary>
    public static string? FindOrNull(string program, string workingDirectory) =>
        Array.Find(Places(program), place => Path.Exists(Path.Combine(workingDirectory, place)));

    /// <summary>The file by itself: what it includes is not read.</summary>
    /// <param name="file">As the user gave it: messages show it so.</param>
    /// <param name="workingDirectory">What it may be relative to.</param>
    public static IniDocument ReadAlone(string file, string workingDirectory)
    {
        var document = new IniDocument();
        ReadAlone(document, file, workingDirectory);
        return document;
    }

    private static void ReadAlone(IniDocument document, string file, string workingDirectory)
    {
        var path = Path.GetFullPath(file, workingDirectory);
        if (!Path.Exists(path))
            throw new ConfigurationException($"could not find config file {file}");
        if (!TryRead(document, file, path))
            throw new ConfigurationException($"could not read config file {file}");
    }

    /// <param name="document">Takes what is read; where a file is refused it has what came before.</param>
    /// <param name="file">As the user gave it: messages show it so.</param>
    /// <param name="workingDirectory">What it may be relative to.</param>
    /// <param name="expansion">What <c>[include] files</c> may use.</param>
    /// <param name="messages">Takes the lines about included files.</param>
    public static void Read(IniDocument document, string file, string workingDirectory, Expansion expansion, List<ConfigurationMessage> messages)
    {
        ReadAlone(document, file, workingDirectory);
        if (document.Find("include") is { } include)
            Include(document, include, Path.GetDirectoryName(Path.GetFullPath(file, workingDirectory))!, expansion, messages);
    }

    private static string[] Places(string program)
    {
        var above = Above(Above(program));
        return
        [
            Path.Combine(above, "etc/supervisord.conf"), Path.Combine(above, "supervisord.conf"), "supervisord.conf", "etc/supervisord.conf",
            "/etc/supervisord.conf", "/etc/supervisor/supervisord.conf",
        ];
    }

    private static string Above(string path) => path == "/" ? path : Path.GetDirectoryName(path) ?? "/";

    private static void Include(
        IniDocument document, IniSection include, string directory, Expansion expansion, List<ConfigurationMessage> messages)
    {
        document.ReplaceHere(directory);
        if (document.Value(include, "files") is not { } files)
            throw new ConfigurationException(".ini file has [include] section, but no files setting");
        foreach (var pattern in expansion.Expand(files.Text, "include.files").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var absolute = Path.Combine(directory, pattern);
            var found = Glob.Find(absolute);
            if (found.Count == 0)
                messages.Add(new(LogLevel.Warn, $"No file matches via include \"{absolute}\""));
            foreach (var path in found)
            {
                messages.Add(new(LogLevel.Info, $"Included extra file \"{path}\" during parsing"));
                // One that cannot be read is passed over, as stock does; unlike stock it is said.
                if (!TryRead(document, path, path))
                    messages.Add(new(LogLevel.Warn, $"Included file \"{path}\" could not be read and was left out"));
                document.ReplaceHere(Path.GetDirectoryName(path)!);
            }
        }
    }

    private static bool TryRead(IniDocument document, string name, string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        IniReader.Read(document, name, ConfigurationText.Decode(bytes, name));
        return true;
    }
}
