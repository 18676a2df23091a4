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

    /// <summary>As the first thing on a fresh row.</summary>
    public void Begin(string prompt, EditBuffer buffer)
    {
        _cursorRow = 0;
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
        text.Append("\r\x1b[J").Append(prompt).Append(buffer.Text);
        var end = CellWidth.Of(prompt) + CellWidth.Of(buffer.Text);
        // At the edge terminals hold the cursor back until the next character; a line feed makes it definite.
        if (end > 0 && end % columns == 0)
            text.Append("\r\n");
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
    public void Leave(string prompt, EditBuffer buffer, string what = "")
    {
        var columns = Math.Max(1, width());
        var rowsDown = ((CellWidth.Of(prompt) + CellWidth.Of(buffer.Text)) / columns) - _cursorRow;
        write((rowsDown > 0 ? $"\x1b[{rowsDown}B" : "") + what + "\r\n");
        _cursorRow = 0;
    }
}
