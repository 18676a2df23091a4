using System.Globalization;
using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Digests of the options that a child is born with: which of them a later configuration has changed can be told, what they were cannot. Environments
/// hold passwords.
/// </summary>
internal static class OptionDigests
{
    /// <param name="options">Of the process.</param>
    /// <param name="salt">32 hexadecimal digits, others for each file.</param>
    public static IReadOnlyDictionary<string, string> Of(ProcessOptions options, string salt)
    {
        var key = UInt128.Parse(salt, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return ChangeTable.Process.Where(row => row.IsHard).GroupBy(row => row.Key)
            .ToDictionary(rows => rows.Key, rows => Digest(key, string.Join('\n', rows.Select(row => Text(row.Value(options))))));
    }

    /// <summary>The keys whose options are others now; one that only one of the two knows is of another release, and says nothing.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        [.. now.Where(option => before.TryGetValue(option.Key, out var old) && old != option.Value).Select(option => option.Key)];

    private static string Digest(UInt128 key, string text) => KeyedHash.Of(key, Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);

    private static string Text(object? value) => value switch
    {
        null => "",
        System.Collections.IEnumerable list and not string => string.Join('\0', list.Cast<object>().Select(Text)),
        // As records write themselves: every property by its name.
        IFormattable number => "=" + number.ToString(null, CultureInfo.InvariantCulture),
        _ => "=" + value,
    };
}
