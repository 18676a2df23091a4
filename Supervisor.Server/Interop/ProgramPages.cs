using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>
/// The pages of the program's own file that were read so far. Most of them were of use for the start alone; given back, they count no more as memory of this
/// process, and one that is wanted again comes from the file.
/// </summary>
internal static unsafe class ProgramPages
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>Does nothing where there is no <c>/proc</c> to ask.</summary>
    public static void GiveBack()
    {
        if (LogFileCalls.ReadLink(ProcessStart.OwnBinary) is not { } program)
            return;
        var file = LogFileCalls.Open(Maps, Libc.O_RDONLY, 0);
        if (file < 0)
            return;
        foreach (var (start, length) in Unchanged(OsText.Decode(LogFileCalls.ReadAll(file)), program))
            _ = Libc.madvise((void*)start, length, Libc.MADV_DONTNEED);
        LogFileCalls.Close(file);
    }

    /// <summary>The mappings of a file that nobody may write to and that have no page of this process's own: what a loader has changed is not in the file.</summary>
    /// <param name="maps">As proc(5) describes smaps.</param>
    /// <param name="program">The file.</param>
    public static IReadOnlyList<(nint Start, nint Length)> Unchanged(string maps, string program)
    {
        var found = new List<(nint Start, nint Length)>();
        (nint Start, nint Length)? candidate = null;
        foreach (var line in maps.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [var range, ['r', '-', ..], _, _, _, ..] && range.Split('-') is [var start, var end] && line.EndsWith($" {program}", StringComparison.Ordinal))
                candidate = (Address(start), Address(end) - Address(start));
            else if (words is [[.., not ':'], ..])
                candidate = null;
            else if (words is ["Anonymous:", "0", ..] && candidate is { } unchanged)
                found.Add(unchanged);
        }
        return found;
    }

    private static nint Address(string text) => nint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
