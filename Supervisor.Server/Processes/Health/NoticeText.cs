using System.Globalization;
using System.Text;

namespace Supervisor.Server.Processes;

/// <summary>What a program says by sd_notify(3): one assignment in a line. Pure.</summary>
/// <param name="IsReady">It serves.</param>
/// <param name="Status">A sentence for people, cleaned; null where it says none.</param>
/// <param name="FeedsWatchdog">It lives.</param>
/// <param name="Trips">It says itself that it does not live any more.</param>
/// <param name="Extends">It asks for so much more time to start or stop; null where it does not.</param>
/// <param name="NamesMain">It says that another process is the main one, which nobody here follows.</param>
internal sealed record NoticeText(bool IsReady, string? Status, bool FeedsWatchdog, bool Trips, TimeSpan? Extends, bool NamesMain)
{
    /// <summary>Longer datagrams are dropped.</summary>
    public const int LongestDatagram = 4096;

    private const int LongestStatus = 512;
    private static readonly TimeSpan LongestExtension = TimeSpan.FromHours(1);

    public static NoticeText Parse(ReadOnlySpan<byte> datagram)
    {
        var said = new NoticeText(false, null, false, false, null, false);
        foreach (var line in Encoding.UTF8.GetString(datagram).Split('\n'))
        {
            said = line.Split('=', 2) switch
            {
                ["READY", "1"] => said with { IsReady = true },
                ["STATUS", var status] => said with { Status = Clean(status) },
                ["WATCHDOG", "1"] => said with { FeedsWatchdog = true },
                ["WATCHDOG", "trigger"] => said with { Trips = true },
                ["EXTEND_TIMEOUT_USEC", var time] when ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) =>
                    said with { Extends = microseconds > LongestExtension.TotalMicroseconds ? LongestExtension : TimeSpan.FromMicroseconds(microseconds) },
                ["MAINPID", _] => said with { NamesMain = true },
                _ => said,
            };
        }
        return said;
    }

    private static string Clean(string status)
    {
        var clean = string.Concat(status.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return clean.Length <= LongestStatus ? clean : clean[..(char.IsHighSurrogate(clean[LongestStatus - 1]) ? LongestStatus - 1 : LongestStatus)];
    }
}
