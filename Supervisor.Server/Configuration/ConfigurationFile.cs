namespace Supervisor.Server.Configuration;

/// <summary>Finds the configuration file and reads it by itself.</summary>
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

    /// <param name="document">Takes what is read.</param>
    /// <param name="file">As the user gave it: messages show it so.</param>
    /// <param name="workingDirectory">What it may be relative to.</param>
    public static void ReadAlone(IniDocument document, string file, string workingDirectory)
    {
        var path = Path.GetFullPath(file, workingDirectory);
        if (!Path.Exists(path))
            throw new ConfigurationException($"could not find config file {file}");
        if (!TryRead(document, file, path))
            throw new ConfigurationException($"could not read config file {file}");
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

    /// <summary>False where it cannot be read.</summary>
    public static bool TryRead(IniDocument document, string name, string path)
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
