namespace Supervisor.Server.Python;

/// <summary>One option as found: its name with dashes, and its value where it takes one.</summary>
internal readonly record struct FoundOption(string Name, string Value);

/// <summary>
/// Command lines as Python's getopt reads them: clusters of short options, long ones with <c>=</c> or a space, any prefix of a long name
/// that is unambiguous, and an end at the first word that is no option. Errors have its texts.
/// </summary>
/// <param name="shortOptions">The letters; a colon after one that takes a value.</param>
/// <param name="longOptions">The names; an equals sign after one that takes a value.</param>
/// <param name="further">Long names without values that are known only in full, and after the others: prefixes mean what they meant without them.</param>
internal sealed class GetOpt(string shortOptions, IReadOnlyList<string> longOptions, IReadOnlyList<string>? further = null)
{
    /// <returns>The options in order, and the words after them.</returns>
    public (IReadOnlyList<FoundOption> Options, IReadOnlyList<string> Words) Parse(IReadOnlyList<string> arguments)
    {
        var found = new List<FoundOption>();
        var rest = new Queue<string>(arguments);
        while (rest.TryPeek(out var word) && word.Length > 1 && word[0] == '-')
        {
            rest.Dequeue();
            if (word == "--")
                break;
            if (word.StartsWith("--", StringComparison.Ordinal))
                found.Add(Long(word[2..], rest));
            else
                Short(word[1..], rest, found);
        }
        return (found, [.. rest]);
    }

    private FoundOption Long(string text, Queue<string> rest)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var given = equals < 0 ? text : text[..equals];
        var name = Complete(given, out var takesValue);
        if (!takesValue)
        {
            return equals < 0
                ? new($"--{name}", "")
                : throw new GetOptException($"option --{name} must not have an argument");
        }
        if (equals >= 0)
            return new($"--{name}", text[(equals + 1)..]);
        return rest.TryDequeue(out var value)
            ? new($"--{name}", value)
            : throw new GetOptException($"option --{name} requires argument");
    }

    private string Complete(string given, out bool takesValue)
    {
        var candidates = longOptions.Where(option => option.StartsWith(given, StringComparison.Ordinal)).ToList();
        if (candidates.Count == 0 && further?.Contains(given) == true)
        {
            takesValue = false;
            return given;
        }
        if (candidates.Count == 0)
            throw new GetOptException($"option --{given} not recognized");
        takesValue = candidates.Contains(given + "=");
        if (takesValue || candidates.Contains(given))
            return given;
        if (candidates.Count > 1)
            throw new GetOptException($"option --{given} not a unique prefix");
        takesValue = candidates[0].EndsWith('=');
        return candidates[0].TrimEnd('=');
    }

    private void Short(string cluster, Queue<string> rest, List<FoundOption> found)
    {
        for (var next = 0; next < cluster.Length;)
        {
            var letter = cluster.Substring(next, char.IsSurrogatePair(cluster, next) ? 2 : 1);
            next += letter.Length;
            var at = letter == ":" ? -1 : shortOptions.IndexOf(letter, StringComparison.Ordinal);
            if (at < 0)
                throw new GetOptException($"option -{letter} not recognized");
            if (at + 1 >= shortOptions.Length || shortOptions[at + 1] != ':')
            {
                found.Add(new($"-{letter}", ""));
                continue;
            }
            var value = cluster[next..];
            if (value.Length == 0 && !rest.TryDequeue(out value!))
                throw new GetOptException($"option -{letter} requires argument");
            found.Add(new($"-{letter}", value));
            return;
        }
    }
}
