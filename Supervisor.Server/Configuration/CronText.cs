using Cronos;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Times as cron writes them: five fields, six with the seconds first, or a word as <c>@hourly</c>.</summary>
internal static class CronText
{
    private const int FieldsWithSeconds = 6;

    /// <summary>One expression, or several between bars; none where nothing is written. Fails with ConfigurationException.</summary>
    public static EquatableList<string> Expressions(string text)
    {
        if (text.Trim().Length == 0)
            return EquatableList<string>.Empty;
        var items = text.Split('|', StringSplitOptions.TrimEntries);
        foreach (var item in items)
            Verify(item);
        return new(items);
    }

    /// <summary>One expression that was verified.</summary>
    public static CronExpression Parse(string text) => CronExpression.Parse(
        text, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);

    private static void Verify(string text)
    {
        if (text.StartsWith("@every ", StringComparison.OrdinalIgnoreCase))
            throw Refusal(text, $"write interval={text["@every ".Length..].Trim()} instead");
        try
        {
            if (Parse(text).GetNextOccurrence(DateTime.UnixEpoch) is null)
                throw Refusal(text, "there is no such day");
        }
        catch (CronFormatException refusal)
        {
            throw Refusal(text, Sentence(refusal.Message));
        }
    }

    private static ConfigurationException Refusal(string text, string reason) => new($"not a valid cron expression: {PythonText.Repr(text)} ({reason})");

    /// <summary>As a part of another one.</summary>
    private static string Sentence(string message) => message.Length == 0 ? message : $"{char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}";
}
