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

    /// <param name="command">What to look for.</param>
    /// <param name="path">The PATH to search; null takes the system's default.</param>
    public static CommandResolution Resolve(CommandWords command, string? path)
    {
        if (command.Refusal is { } refusal)
            return Refuse(refusal);
        var file = command.Words[0].Contains('/') ? command.Words[0] : Search(command.Words[0], path ?? DefaultPath);
        return Check(file, command.Words);
    }

    /// <summary>The files that a command may stand for, in the order they are looked at; nothing is looked at here.</summary>
    public static IEnumerable<string> Candidates(CommandWords command, string? path) => command.Words is [var word, ..] ? Candidates(word, path) : [];

    public static IEnumerable<string> Candidates(string word, string? path) =>
        word.Contains('/') ? [word] : (path ?? DefaultPath).Split(':').Select(directory => Join(directory, word));

    /// <summary>The first directory of the path that has something of that name, be it runnable or not; the bare word where none has.</summary>
    private static string Search(string program, string path) =>
        path.Split(':').Select(directory => Join(directory, program)).FirstOrDefault(file => LogFileCalls.Status(file, out _) == 0) ?? program;

    /// <summary>An empty directory is the working directory; an empty program (<c>command=""</c>) is the directory itself.</summary>
    private static string Join(string directory, string program) =>
        directory.Length == 0 || directory.EndsWith('/') ? directory + program : $"{directory}/{program}";

    private static CommandResolution Check(string file, IReadOnlyList<string> words)
    {
        var shown = PythonText.Repr(file);
        if (LogFileCalls.Status(file, out var status) < 0)
            return CommandResolution.Refused(CommandRefusalKind.NotFound, $"can't find command {shown}");
        if (status.IsDirectory)
            return Refuse($"command at {shown} is a directory");
        if (!status.IsExecutableBySomebody)
            return Refuse($"command at {shown} is not executable");
        return FileModes.MayExecute(file) ? CommandResolution.Found(file, words) : Refuse($"no permission to run command {shown}");
    }

    private static CommandResolution Refuse(string reason) => CommandResolution.Refused(CommandRefusalKind.NotExecutable, reason);
}
