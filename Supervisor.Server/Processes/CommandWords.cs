using Supervisor.Server.Python;

namespace Supervisor.Server.Processes;

/// <summary>A <c>command=</c> split into words, or why it cannot be.</summary>
internal sealed record CommandWords(IReadOnlyList<string> Words, string? Refusal)
{
    public static CommandWords Parse(string command)
    {
        try
        {
            var words = ShellWords.Split(command);
            return new(words, words.Count == 0 ? "command is empty" : null);
        }
        catch (FormatException error)
        {
            return new([], $"can't parse command {PythonText.Repr(command)}: {error.Message}");
        }
    }
}
