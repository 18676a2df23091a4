using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Processes;

/// <summary>
/// Turns a <c>command=</c> into a file and arguments, by the rules and with the texts of stock's <c>get_execv_args</c>.
/// Looks at the disk: not for the event loop's thread.
/// </summary>
internal static class CommandResolver
{
    private const string DefaultPath = "/bin:/usr/bin:/usr/local/bin";

    /// <param name="path">The PATH to search; null takes the system's default.</param>
    public static CommandResolution Resolve(string command, string? path)
    {
        IReadOnlyList<string> words;
        try
        {
            words = ShellWords.Split(command);
        }
        catch (FormatException error)
        {
            return Refuse($"can't parse command {PythonText.Repr(command)}: {error.Message}");
        }
        if (words.Count == 0)
            return Refuse("command is empty");
        return Check(words[0].Contains('/') ? words[0] : Search(words[0], path ?? DefaultPath), words);
    }

    /// <summary>The first directory of the path that has something of that name, be it runnable or not; the bare word where none has.</summary>
    private static string Search(string program, string path) =>
        path.Split(':').Select(directory => Join(directory, program)).FirstOrDefault(Path.Exists) ?? program;

    /// <summary>An empty directory is the working directory; an empty program (<c>command=""</c>) is the directory itself.</summary>
    private static string Join(string directory, string program) =>
        directory.Length == 0 || directory.EndsWith('/') ? directory + program : $"{directory}/{program}";

    private static CommandResolution Check(string file, IReadOnlyList<string> words)
    {
        var shown = PythonText.Repr(file);
        if (!Path.Exists(file))
            return CommandResolution.Refused(CommandRefusalKind.NotFound, $"can't find command {shown}");
        if (Directory.Exists(file))
            return Refuse($"command at {shown} is a directory");
        try
        {
            if ((File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0)
                return Refuse($"command at {shown} is not executable");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CommandResolution.Refused(CommandRefusalKind.NotFound, $"can't find command {shown}");
        }
        return FileModes.MayExecute(file) ? CommandResolution.Found(file, words) : Refuse($"no permission to run command {shown}");
    }

    private static CommandResolution Refuse(string reason) => CommandResolution.Refused(CommandRefusalKind.NotExecutable, reason);
}
