using System.Text;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>The line being edited and the cursor in it; what was cut last can be put back. Pure: no terminal.</summary>
internal sealed class EditBuffer
{
    private readonly List<Rune> _runes = [];
    private List<Rune> _cut = [];

    public int Cursor { get; private set; }

    public int Length => _runes.Count;

    public string Text => Of(0, Length);

    public string BeforeCursor => Of(0, Cursor);

    public void Set(string text)
    {
        _runes.Clear();
        _runes.AddRange(text.EnumerateRunes());
        Cursor = Length;
    }

    public void Insert(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            _runes.Insert(Cursor++, rune);
    }

    /// <summary>True where the key meant a change of the line or of the cursor.</summary>
    public bool Apply(Key key)
    {
        switch (key)
        {
            case Key.Left:
                Cursor = Math.Max(0, Cursor - 1);
                break;
            case Key.Right:
                Cursor = Math.Min(Length, Cursor + 1);
                break;
            case Key.WordLeft:
                Cursor = WordStart(IsWordPart);
                break;
            case Key.WordRight:
                Cursor = WordEnd();
                break;
            case Key.Home:
                Cursor = 0;
                break;
            case Key.End:
                Cursor = Length;
                break;
            case Key.Backspace when Cursor > 0:
                _runes.RemoveAt(--Cursor);
                break;
            case Key.Delete or Key.DeleteOrEnd when Cursor < Length:
                _runes.RemoveAt(Cursor);
                break;
            case Key.KillToEnd:
                Cut(Cursor, Length);
                break;
            case Key.KillToStart:
                Cut(0, Cursor);
                break;
            case Key.KillWordLeft:
                Cut(WordStart(IsWordPart), Cursor);
                break;
            case Key.KillWordRight:
                Cut(Cursor, WordEnd());
                break;
            case Key.KillBlankWord:
                Cut(WordStart(rune => !Rune.IsWhiteSpace(rune)), Cursor);
                break;
            case Key.Yank:
                _runes.InsertRange(Cursor, _cut);
                Cursor += _cut.Count;
                break;
            case Key.Transpose when Cursor > 0 && Length > 1:
                Transpose();
                break;
            default:
                return false;
        }
        return true;
    }

    private static bool IsWordPart(Rune rune) => Rune.IsLetterOrDigit(rune);

    private string Of(int start, int end)
    {
        var text = new StringBuilder();
        for (var i = start; i < end; i++)
            text.Append(_runes[i].ToString());
        return text.ToString();
    }

    private int WordStart(Func<Rune, bool> isPart)
    {
        var at = Cursor;
        while (at > 0 && !isPart(_runes[at - 1]))
            at--;
        while (at > 0 && isPart(_runes[at - 1]))
            at--;
        return at;
    }

    private int WordEnd()
    {
        var at = Cursor;
        while (at < Length && !IsWordPart(_runes[at]))
            at++;
        while (at < Length && IsWordPart(_runes[at]))
            at++;
        return at;
    }

    private void Cut(int start, int end)
    {
        if (end <= start)
            return;
        _cut = _runes.GetRange(start, end - start);
        _runes.RemoveRange(start, end - start);
        Cursor = start;
    }

    private void Transpose()
    {
        var second = Math.Min(Cursor, Length - 1);
        (_runes[second - 1], _runes[second]) = (_runes[second], _runes[second - 1]);
        Cursor = second + 1;
    }
}
