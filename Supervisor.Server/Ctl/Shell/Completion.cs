using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Commands;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>What Tab can make of the word before the cursor. Names are asked of the daemon once for each line.</summary>
/// <param name="processes">Asks for them; fails where the daemon can not be asked.</param>
internal sealed class Completion(Func<IReadOnlyList<ProcessInfo>> processes)
{
    private IReadOnlyList<ProcessInfo>? _known;

    /// <summary>A new line begins: what the daemon runs may have changed.</summary>
    public void Forget() => _known = null;

    /// <summary>The words that begin with the last one of the text, sorted as they are offered.</summary>
    public IReadOnlyList<string> Candidates(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isInFirstWord = words.Length == 0 || (words.Length == 1 && !char.IsWhiteSpace(text[^1]));
        var fragment = Fragment(text);
        IEnumerable<string> offered = isInFirstWord ? Actions() : CommandTable.Find(words[0])?.Completes switch
        {
            Completes.Commands => Actions(),
            Completes.Groups => Known().Select(p => p.Group),
            Completes.Processes => Known().SelectMany(p => Names(p, fragment)),
            _ => [],
        };
        return [.. offered.Where(word => word.StartsWith(fragment, StringComparison.Ordinal)).Distinct()];
    }

    public static string Fragment(string text) => text[(text.AsSpan().LastIndexOfAny(" \t") + 1)..];

    /// <summary>How far the candidates agree.</summary>
    public static string CommonStart(IReadOnlyList<string> words)
    {
        var length = words[0].Length;
        foreach (var word in words)
            length = Math.Min(length, words[0].AsSpan().CommonPrefixLength(word));
        return words[0][..length];
    }

    private static IEnumerable<string> Actions() => CommandTable.All.Select(c => c.Name).Prepend("help");

    /// <summary>A process alone in its group goes by its name, until a colon asks for the long form.</summary>
    private static IEnumerable<string> Names(ProcessInfo process, string fragment) => fragment.Contains(':') || process.Name != process.Group
        ? [$"{process.Group}:{process.Name}", $"{process.Group}:*"]
        : [process.Name];

    private IReadOnlyList<ProcessInfo> Known()
    {
        try
        {
            return _known ??= processes();
        }
        catch (ClientException)
        {
            // The command will say what is wrong; a key is not the place.
            return [];
        }
    }
}
