using System.Globalization;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The options that are limits of a cgroup, as the kernel's documentation of cgroup v2 names and reads them.</summary>
internal static class CgroupLimits
{
    public const string Max = "max";

    private const int Period = 100_000;
    private const int HighestWeight = 10_000;

    private static readonly (string Suffix, long Unit)[] Sizes =
    [
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("kb", 1L << 10), ("mb", 1L << 20), ("gb", 1L << 30), ("", 1),
    ];

    /// <summary>The option, the file, and the controller that has it.</summary>
    public static readonly IReadOnlyList<(string Key, string File, string Controller)> Known =
    [
        ("memory_high", "memory.high", "memory"),
        ("memory_max", "memory.max", "memory"),
        ("cpu_max", "cpu.max", "cpu"),
        ("cpu_weight", "cpu.weight", "cpu"),
        ("pids_max", "pids.max", "pids"),
        ("io_weight", "io.weight", "io"),
    ];

    public static string File(string key) => Known.First(limit => limit.Key == key).File;

    public static string Controller(string key) => Known.First(limit => limit.Key == key).Controller;

    /// <summary>What the file has in a cgroup that nobody has changed.</summary>
    public static string Unset(string key) => key switch
    {
        "cpu_weight" or "io_weight" => "100",
        "cpu_max" => $"{Max} {Period}",
        _ => Max,
    };

    /// <summary>Fails with <see cref="ConfigurationException"/>, which names the key.</summary>
    public static CgroupLimit Parse(string key, string text)
    {
        var value = text.Trim().ToLowerInvariant();
        var (parsed, right) = key switch
        {
            "memory_high" or "memory_max" => (value is Max or "infinity" ? Max : Size(value), "bytes, 512MB, 2GiB or max"),
            "cpu_max" => (Cpu(value), "150% of one processor, QUOTA PERIOD in microseconds, or max"),
            "pids_max" => (value is Max or "infinity" ? Max : Number(value, 1, int.MaxValue), "a number or max"),
            _ => (Number(value, 1, HighestWeight), $"1 to {HighestWeight}"),
        };
        return new(key, parsed ?? throw new ConfigurationException($"not a valid {key}: {PythonText.Repr(text)} ({right})"));
    }

    private static string? Size(string value)
    {
        var (suffix, unit) = Sizes.First(size => value.EndsWith(size.Suffix, StringComparison.Ordinal));
        return long.TryParse(value[..^suffix.Length].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && count <= long.MaxValue / unit
            ? (count * unit).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    private static string? Cpu(string value)
    {
        if (value is Max or "infinity")
            return $"{Max} {Period}";
        if (value.EndsWith('%'))
        {
            return decimal.TryParse(value[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 1 and <= 1_000_000
                ? string.Create(CultureInfo.InvariantCulture, $"{(long)(percent * Period / 100)} {Period}")
                : null;
        }
        var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is [var quota, var period] && Number(period, 1000, 1_000_000) is { } every
            && (quota == Max ? Max : Number(quota, 1000, int.MaxValue)) is { } share
            ? $"{share} {every}"
            : null;
    }

    private static string? Number(string value, int low, int high) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
}
