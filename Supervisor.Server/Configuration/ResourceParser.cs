using System.Globalization;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The keys of a program that say what its children take of the kernel's bookkeeping: <c>rlimit_NAME</c>, <c>nice</c> and their like.</summary>
internal static class ResourceParser
{
    private const int LowestNice = -20;
    private const int HighestNice = 19;
    private const int HighestOomScore = 1000;
    private const int UsualIoLevel = 4;

    public static bool IsKey(string key) =>
        key.StartsWith(ResourceText.LimitPrefix, StringComparison.Ordinal)
        || key is ResourceText.Nice or ResourceText.IoPriority or ResourceText.OomScore or ResourceText.Affinity;

    /// <summary>The settings of one key; none where it keeps what there is. Fails with <see cref="ConfigurationException"/>, which names the key.</summary>
    public static IReadOnlyList<ResourceSetting> Parse(string key, string text)
    {
        var value = text.Trim();
        return key switch
        {
            ResourceText.Nice => [ResourceSetting.Of(ResourceKind.Nice, InRange(key, value, LowestNice, HighestNice))],
            ResourceText.OomScore => [ResourceSetting.Of(ResourceKind.OomScore, InRange(key, value, -HighestOomScore, HighestOomScore))],
            ResourceText.IoPriority => [ResourceSetting.Of(ResourceKind.IoPriority, IoPriority(value))],
            ResourceText.Affinity => ResourceSetting.Affinity(Processors(value)),
            _ => Limit(key, value),
        };
    }

    /// <summary>In the order in which they are taken.</summary>
    public static EquatableList<ResourceSetting> InOrder(IEnumerable<ResourceSetting> settings) => new(settings.OrderBy(s => s.Kind).ThenBy(s => s.Number));

    private static IReadOnlyList<ResourceSetting> Limit(string key, string value)
    {
        var name = key[ResourceText.LimitPrefix.Length..];
        if (ResourceText.Limits.FirstOrDefault(limit => limit.Name == name) is not { Name: not null } known)
            throw new ConfigurationException($"unknown rlimit {PythonText.Repr(name)} (one of: {string.Join(", ", ResourceText.Limits.Select(l => l.Name))})");
        var halves = value.Split(':');
        if (halves.Length > 2 || Half(halves[0]) is not { } soft || Half(halves[^1]) is not { } hard)
            throw Refused("not a valid resource limit", key, value, "N, SOFT:HARD or infinity; keep for what is to stay");
        if (soft is not ResourceSetting.Keep && hard is not ResourceSetting.Keep && soft > hard)
            throw Refused("not a valid resource limit", key, value, "soft above hard");
        return soft == ResourceSetting.Keep && hard == ResourceSetting.Keep ? [] : [ResourceSetting.Limit(known.Number, soft, hard)];
    }

    private static ulong? Half(string text) => text.Trim().ToLowerInvariant() switch
    {
        "infinity" => ResourceSetting.Infinity,
        "keep" => ResourceSetting.Keep,
        var number when ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < ResourceSetting.Keep => value,
        _ => null,
    };

    private static int InRange(string key, string value, int low, int high) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw Refused("not a valid number", key, value, $"{low} to {high}");

    private static int IoPriority(string value)
    {
        var parts = value.ToLowerInvariant().Split(':');
        var level = UsualIoLevel;
        var isLevel = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out level) && level <= Libc.IoPriorityLevels);
        return (parts[0], parts.Length) switch
        {
            ("idle", 1) => Libc.IoPriorityIdle << Libc.IoPriorityClassShift,
            ("best-effort", _) when isLevel => Libc.IoPriorityBestEffort << Libc.IoPriorityClassShift | level,
            ("realtime", _) when isLevel => Libc.IoPriorityRealtime << Libc.IoPriorityClassShift | level,
            _ => throw Refused("not a valid io priority", ResourceText.IoPriority, value, "idle, best-effort:0-7 or realtime:0-7"),
        };
    }

    public static SortedSet<int> Processors(string value)
    {
        var processors = new SortedSet<int>();
        foreach (var item in value.Split(','))
        {
            var ends = item.Split('-');
            if (ends.Length > 2 || Processor(ends[0]) is not { } first || Processor(ends[^1]) is not { } last || first > last)
                throw Refused("not a valid list of processors", ResourceText.Affinity, value, $"as 0,2-5; below {ResourceSetting.MostProcessors}");
            processors.UnionWith(Enumerable.Range(first, last - first + 1));
        }
        return processors;
    }

    private static int? Processor(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < ResourceSetting.MostProcessors ? number : null;

    private static ConfigurationException Refused(string what, string key, string value, string right) =>
        new($"{what}: {PythonText.Repr(value)} ({right}) for {key}");
}
