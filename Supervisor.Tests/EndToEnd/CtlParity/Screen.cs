using System.Globalization;
using System.Text;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>
/// What a terminal shows after a transcript: two editors may move the cursor in different ways and still show the same. Knows the few
/// sequences that line editors use.
/// </summary>
internal sealed class Screen
{
    /// <summary>As terminal_session.py sets it.</summary>
    private const int Width = 240;

    private readonly List<StringBuilder> _rows = [new()];
    private int _row;
    private int _column;

    public static string Render(string transcript)
    {
        var screen = new Screen();
        for (var i = 0; i < transcript.Length; i++)
        {
            if (transcript[i] == '\x1b')
                i = screen.Sequence(transcript, i + 1);
            else
                screen.Show(transcript[i]);
        }
        return string.Join('\n', screen._rows.Select(row => row.ToString().TrimEnd()));
    }

    private void Show(char c)
    {
        switch (c)
        {
            case '\a':
                break;
            case '\b':
                _column = Math.Max(0, _column - 1);
                break;
            case '\r':
                _column = 0;
                break;
            case '\n':
                MoveDown();
                break;
            default:
                if (_column == Width)
                {
                    _column = 0;
                    MoveDown();
                }
                var row = _rows[_row];
                while (row.Length <= _column)
                    row.Append(' ');
                row[_column++] = c;
                break;
        }
    }

    private void MoveDown()
    {
        if (++_row == _rows.Count)
            _rows.Add(new());
    }

    /// <returns>Where the sequence ends.</returns>
    private int Sequence(string text, int at)
    {
        if (text[at] != '[')
            return at;
        var end = at + 1;
        while (text[end] is < '@' or > '~')
            end++;
        var count = int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, null, out var number) ? number : 1;
        var row = _rows[_row];
        switch (text[end])
        {
            case 'A':
                _row = Math.Max(0, _row - count);
                break;
            case 'B':
                _row = Math.Min(_rows.Count - 1, _row + count);
                break;
            case 'C':
                _column += count;
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'J' or 'K' when _column < row.Length:
                row.Length = _column;
                break;
            case 'P' when _column < row.Length:
                row.Remove(_column, Math.Min(count, row.Length - _column));
                break;
            case '@':
                row.Insert(Math.Min(_column, row.Length), new string(' ', count));
                break;
        }
        if (text[end] == 'J')
            _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
        return end;
    }
}
