using System.Globalization;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

internal static partial class OptionParsers
{
    /// <summary>Seconds, or a number with ms, s, m, h or d.</summary>
    public static TimeSpan Duration(string text)
    {
        var lower = text.Trim().ToLowerInvariant();
        foreach (var (suffix, seconds) in new[] { ("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86400.0), ("", 1.0) })
        {
            if (!lower.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            if (double.TryParse(lower[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count * seconds <= TimeSpan.MaxValue.TotalSeconds / 2)
            {
                return TimeSpan.FromSeconds(count * seconds);
            }
            break;
        }
        throw new ConfigurationException($"not a valid duration: {PythonText.Repr(text)}");
    }
}
