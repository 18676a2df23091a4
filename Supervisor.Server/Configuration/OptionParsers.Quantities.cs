using System.Globalization;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The types that stock has not got: spans of time, rates, factors, shares. Decimal numbers have a point, no sign and no exponent.</summary>
internal static partial class OptionParsers
{
    /// <summary>No clock here goes further: what is longer stops there.</summary>
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(36_500);

    private static readonly (string Suffix, TimeSpan Unit)[] DurationUnits =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary><c>10</c> and <c>1.5</c> are seconds; <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public static TimeSpan Duration(string text) =>
        TryDuration(text, out var duration) ? duration : throw new ConfigurationException($"not a valid duration: {PythonText.Repr(text)}");

    /// <summary>One duration, or several between commas.</summary>
    public static EquatableList<TimeSpan> Durations(string text) => new([.. Items(text).Select(Duration)]);

    /// <summary><c>COUNT/DURATION</c>: both above nothing.</summary>
    public static Rate Rate(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && int.TryParse(text[..slash].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            && TryDuration(text[(slash + 1)..], out var period) && period > TimeSpan.Zero
            ? new(count, period)
            : throw new ConfigurationException($"not a valid rate (COUNT/DURATION): {PythonText.Repr(text)}");
    }

    /// <summary>What something is multiplied by each time: 1 or more.</summary>
    public static double Factor(string text) => TryDecimal(text, out var factor) && factor >= 1
        ? (double)factor
        : throw new ConfigurationException($"not a valid factor (1 or more): {PythonText.Repr(text)}");

    /// <summary>0 to 100, with or without the sign.</summary>
    public static double Percent(string text)
    {
        var trimmed = text.Trim();
        return TryDecimal(trimmed.EndsWith('%') ? trimmed[..^1] : trimmed, out var percent) && percent <= 100
            ? (double)percent
            : throw new ConfigurationException($"not a valid percentage (0-100%): {PythonText.Repr(text)}");
    }

    /// <summary>The same, or nothing at all.</summary>
    public static IReadOnlyList<string> ItemsOrNone(string text) => text.Trim().Length == 0 ? [] : Items(text);

    /// <summary>Items between commas, without the blanks around them, none of them empty.</summary>
    public static IReadOnlyList<string> Items(string text)
    {
        var items = text.Split(',', StringSplitOptions.TrimEntries);
        return items.Contains("") ? throw new ConfigurationException($"empty item in {PythonText.Repr(text)}") : items;
    }

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        var trimmed = text.Trim();
        var (suffix, unit) = DurationUnits.FirstOrDefault(known => trimmed.EndsWith(known.Suffix, StringComparison.Ordinal), (Suffix: "", Unit: TimeSpan.FromSeconds(1)));
        duration = default;
        if (!TryDecimal(trimmed[..^suffix.Length], out var count))
            return false;
        duration = count > LongestDuration.Ticks / unit.Ticks ? LongestDuration : TimeSpan.FromTicks((long)(count * unit.Ticks));
        return true;
    }

    private static bool TryDecimal(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);
}
