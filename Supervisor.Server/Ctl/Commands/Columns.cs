using System.Text;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>Words in as few rows as fit: down first, two blanks between columns, cells padded. The layout of Python's <c>cmd</c>.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <returns>The rows, each with its line end.</returns>
    public static string Arrange(IReadOnlyList<string> words, int width)
    {
        for (var rows = 1; rows < words.Count; rows++)
        {
            var widths = ColumnWidths(words, rows);
            if (widths.Sum() + (Gap.Length * (widths.Count - 1)) <= width)
                return Rows(words, rows, widths);
        }
        return string.Concat(words.Select(word => word + "\n"));
    }

    private static List<int> ColumnWidths(IReadOnlyList<string> words, int rows)
    {
        var widths = new List<int>();
        for (var first = 0; first < words.Count; first += rows)
            widths.Add(words.Skip(first).Take(rows).Max(PythonText.Length));
        return widths;
    }

    private static string Rows(IReadOnlyList<string> words, int rows, List<int> widths)
    {
        var text = new StringBuilder();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; (column * rows) + row < words.Count && column < widths.Count; column++)
                text.Append(column > 0 ? Gap : "").Append(PythonText.LeftAligned(words[(column * rows) + row], widths[column]));
            text.Append('\n');
        }
        return text.ToString();
    }
}
