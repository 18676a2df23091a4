using System.Text;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Listeners;

/// <summary>A result as supervisor_stdout's listener gives it: the header of a PROCESS_LOG event, and what a program wrote.</summary>
internal static class PrintedResult
{
    /// <summary>Each line as <c>name channel | line</c>; what has no such header as it is.</summary>
    public static void Write(DaemonStdout stdout, ReadOnlySpan<byte> result)
    {
        var end = result.IndexOf((byte)'\n');
        if (end >= 0 && Header(result[..end], "processname:") is { } process && Header(result[..end], "channel:") is { } channel)
            PrefixedLines.Write(stdout, PrefixedLines.Prefix(process, channel), result[(end + 1)..]);
        else
            PrefixedLines.Write(stdout, [], result);
    }

    private static string? Header(ReadOnlySpan<byte> line, string name) => Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(token => token.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
