namespace Supervisor.Server.Ctl.Shell;

/// <summary>Ctrl-R: from the newest line backwards to those that contain what is typed.</summary>
internal sealed class HistorySearch(IReadOnlyList<string> lines)
{
    private int _at = lines.Count;

    public string Wanted { get; private set; } = "";

    /// <summary>The line that was found last; the search stays there when there is no other.</summary>
    public string Found { get; private set; } = "";

    public bool HasFailed { get; private set; }

    public string Prompt => $"({(HasFailed ? "failed " : "")}reverse-i-search)`{Wanted}': ";

    public void Type(string text)
    {
        Wanted += text;
        Look(Math.Min(_at, lines.Count - 1));
    }

    public void Erase()
    {
        Wanted = Wanted[..Math.Max(0, Wanted.Length - 1)];
        Look(lines.Count - 1);
    }

    /// <summary>The same words, further back.</summary>
    public void Older() => Look(_at - 1);

    private void Look(int from)
    {
        HasFailed = false;
        if (Wanted.Length == 0)
            return;
        for (var i = from; i >= 0; i--)
        {
            if (!lines[i].Contains(Wanted, StringComparison.Ordinal))
                continue;
            (_at, Found) = (i, lines[i]);
            return;
        }
        HasFailed = true;
    }
}
