using System.Text;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// Owns the rows of the terminal that the prompt and the line take, and draws them again after a change. A line longer than a row goes on
/// in the next.
/// </summary>
/// <param name="write">Takes text and escape sequences.</param>
/// <param name="width">The terminal's columns, asked anew each time: it may have been resized.</param>
internal sealed class EditedLine(Action<string> write, Func<int> width)
{
    /// <summary>Rows between the prompt's row and the cursor's.</summary>
    private int _cursorRow;
    private string? _shownPrompt;

    /// <summary>Right where the cursor is: what a command printed last may lack its line end.</summary>
    public void Begin(string prompt, EditBuffer buffer)
    {
        _cursorRow = 0;
        write(prompt);
        _shownPrompt = prompt;
        if (buffer.Length > 0)
            Draw(prompt, buffer);
    }

    /// <summary>A character was added at the end: where it fits, nothing else need be drawn.</summary>
    public void Append(string prompt, EditBuffer buffer, Rune rune)
    {
        var end = CellWidth.Of(prompt) + CellWidth.Of(buffer.Text);
        if (buffer.Cursor == buffer.Length && end < width())
            write(rune.ToString());
        else
            Draw(prompt, buffer);
    }

    public void Draw(string prompt, EditBuffer buffer)
    {
        var columns = Math.Max(1, width());
        var text = new StringBuilder();
        if (_cursorRow > 0)
            text.Append($"\x1b[{_cursorRow}A");
        text.Append('\r');
        // A prompt that stands there already is left alone: programs that drive a shell wait for a new one.
        if (prompt == _shownPrompt && CellWidth.Of(prompt) is > 0 and var start && start < columns)
            text.Append($"\x1b[{start}C");
        else
            text.Append(prompt);
        _shownPrompt = prompt;
        text.Append(buffer.Text);
        var end = CellWidth.Of(prompt) + CellWidth.Of(buffer.Text);
        // At the edge terminals hold the cursor back until the next character; a line feed makes it definite.
        if (end > 0 && end % columns == 0)
            text.Append('\n');
        text.Append("\x1b[J");
        var cursor = CellWidth.Of(prompt) + CellWidth.Of(buffer.BeforeCursor);
        var rowsUp = (end / columns) - (cursor / columns);
        if (rowsUp > 0)
            text.Append($"\x1b[{rowsUp}A");
        if (cursor != end)
            text.Append('\r').Append(cursor % columns > 0 ? $"\x1b[{cursor % columns}C" : "");
        _cursorRow = cursor / columns;
        write(text.ToString());
    }

    /// <summary>The cursor goes below the line: something else is printed next.</summary>
    public void Leave(string prompt, EditBuffer buffer, string what = "\n")
    {
        var columns = Math.Max(1, width());
        var rowsDown = ((CellWidth.Of(prompt) + CellWidth.Of(buffer.Text)) / columns) - _cursorRow;
        write((rowsDown > 0 ? $"\x1b[{rowsDown}B" : "") + what);
        _cursorRow = 0;
    }
}
