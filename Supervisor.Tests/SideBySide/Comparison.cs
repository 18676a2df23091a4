using System.Text;

namespace Supervisor.Tests.SideBySide;

/// <summary>Lays two sets of answers beside each other and tells every difference that is not in the table, all at once.</summary>
internal static class Comparison
{
    public static string Report(
        IReadOnlyDictionary<string, Answer> stock,
        IReadOnlyDictionary<string, Answer> ours,
        IReadOnlyList<Difference> differences)
    {
        var report = new StringBuilder();
        foreach (var (step, answer) in stock)
        {
            var allowed = differences.Where(d => d.Step == step).ToArray();
            Compare(report, step, answer, ours[step], allowed);
        }
        foreach (var stale in differences.Where(d => !stock.ContainsKey(d.Step)))
            report.AppendLine($"'{stale.Step}' is in the table of differences but not in the script");
        return report.ToString();
    }

    private static void Compare(StringBuilder report, string step, Answer stock, Answer ours, Difference[] allowed)
    {
        var (expected, answered) = (stock.Text, ours.Text);
        foreach (var difference in allowed)
        {
            if (difference.Added is { } added)
            {
                if (!added.IsMatch(answered))
                    report.AppendLine($"{step}\n  ours was to have  {added}\n  but says          {answered}");
                answered = added.Replace(answered, "");
                continue;
            }
            if (!expected.Contains(difference.Stock, StringComparison.Ordinal))
                report.AppendLine($"{step}\n  stock was to say  {difference.Stock}\n  but says          {stock.Text}");
            expected = expected.Replace(difference.Stock, difference.Ours, StringComparison.Ordinal);
        }
        if (expected != answered)
            report.AppendLine($"{step}{Reasons(allowed)}\n  expected  {Around(expected, answered)}\n  ours      {Around(answered, expected)}");
        else if (allowed.Length == 0 && stock.Body != ours.Body)
            report.AppendLine($"{step}, the same value in other bytes\n  stock  {Around(stock.Body, ours.Body)}\n  ours   {Around(ours.Body, stock.Body)}");
    }

    private static string Reasons(Difference[] allowed) => string.Concat(allowed.Select(d => $" ({d.Why})"));

    /// <summary>The text from a little before the first difference, so that a struct of forty members stays readable.</summary>
    private static string Around(string text, string other)
    {
        var same = 0;
        while (same < text.Length && same < other.Length && text[same] == other[same])
            same++;
        var start = Math.Max(0, same - 80);
        var end = Math.Min(text.Length, same + 160);
        return (start > 0 ? "…" : "") + text[start..end].Replace("\n", "\\n", StringComparison.Ordinal) + (end < text.Length ? "…" : "");
    }
}
