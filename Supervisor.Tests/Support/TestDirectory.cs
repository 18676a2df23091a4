namespace Supervisor.Tests.Support;

/// <summary>Owns a directory of one test. Its path is short: a unix socket's name may be 107 bytes long at most.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("svt-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>What lies in it, in the order of the bytes.</summary>
    public string[] Names() => [.. Directory.GetFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>A shell script that can be named as a program's command.</summary>
    public string Script(string name, string body)
    {
        Write(name, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(this[name], (UnixFileMode)0b111_101_101);
        return this[name];
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A child that was just killed may still have been writing its log: the file appeared while the directory went.
            Directory.Delete(Path, recursive: true);
        }
    }
}
