using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Makes the directories of a log that are missing. They belong to the daemon's user, who writes the logs: in a directory of the program's user
/// that user could put a link in the way of a log. Worker's thread only.
/// </summary>
internal static class LogDirectories
{
    private const uint Mode = 0b111_101_101;

    /// <summary>Fails with PosixException.</summary>
    public static void MakeFor(IFileCalls files, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Make(files, directory);
    }

    /// <inheritdoc cref="MakeFor"/>
    public static void Make(IFileCalls files, string directory)
    {
        var missing = new Stack<string>();
        for (var at = directory; files.Status(at, out _) == -Errno.ENOENT && Path.GetDirectoryName(at) is { } parent; at = parent)
            missing.Push(at);
        foreach (var next in missing)
        {
            if (files.MakeDirectory(next, Mode) is < 0 and not -Errno.EEXIST and var failed)
                throw new PosixException($"making the directory '{next}'", -failed);
        }
    }
}
