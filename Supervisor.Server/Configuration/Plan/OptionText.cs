using System.Globalization;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Configuration;

/// <summary>Values of options as one would write them in the file.</summary>
internal static class OptionText
{
    private static readonly (string Suffix, long Bytes)[] Units = [("GB", 1L << 30), ("MB", 1L << 20), ("KB", 1L << 10)];

    private static readonly (string Suffix, long Ticks)[] Durations =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(bool flag) => flag ? "true" : "false";

    public static string Of(RestartPolicy policy) => policy switch
    {
        RestartPolicy.Always => "true",
        RestartPolicy.Never => "false",
        _ => "unexpected",
    };

    public static string Of(LogTarget target) => target.Kind switch
    {
        LogTargetKind.None => "NONE",
        LogTargetKind.Auto => "AUTO",
        _ => target.Path ?? "",
    };

    public static string Of(PayloadLengthUnit unit) => unit == PayloadLengthUnit.Bytes ? "bytes" : "characters";

    public static string Of(IEnumerable<string> items) => string.Join(',', items);

    public static string Of(IEnumerable<int> numbers) => Of(numbers.Select(Of));

    /// <summary>In the largest unit that leaves no remainder.</summary>
    public static string Of(TimeSpan duration)
    {
        foreach (var (suffix, unit) in Durations)
        {
            if (duration.Ticks % unit == 0 && (duration.Ticks != 0 || unit == TimeSpan.TicksPerSecond))
                return (duration.Ticks / unit).ToString(CultureInfo.InvariantCulture) + suffix;
        }
        return duration.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s";
    }

    public static string Of(Rate rate) => $"{Of(rate.Count)}/{Of(rate.Period)}";

    public static string Of(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of a hundred.</summary>
    public static string Percent(double share) => $"{Of(share)}%";

    /// <summary>In the largest unit that leaves no remainder.</summary>
    public static string Bytes(long count)
    {
        foreach (var (suffix, bytes) in Units)
        {
            if (count != 0 && count % bytes == 0)
                return $"{count / bytes}{suffix}";
        }
        return count.ToString(CultureInfo.InvariantCulture);
    }

    public static string Octal(int mode) => $"0{Convert.ToString(mode, 8)}";

    /// <summary>Without SIG, as the documentation writes it.</summary>
    public static string Signal(int number)
    {
        var name = Signals.Name(number);
        return name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : Of(number);
    }

    /// <summary>The numbers of <c>user:group</c>: names would have to be asked for, and a directory service may not answer.</summary>
    public static string? Owner(int? uid, int? gid) => uid is null ? null : gid is null ? Of(uid.Value) : $"{uid}:{gid}";
}
