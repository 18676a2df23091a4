namespace Supervisor.Server.Processes;

/// <summary>A process as clients name it: <c>group:process</c>, <c>process</c> for a group of that name, <c>group:*</c> for all of a group.</summary>
/// <param name="Process">Null means every process of the group.</param>
internal readonly record struct ProcessName(string Group, string? Process)
{
    public static ProcessName Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new(text, text);
        var process = text[(colon + 1)..];
        return new(text[..colon], process is "" or "*" ? null : process);
    }

    /// <summary>The shortest name of a process: the group is left out where it has the same name.</summary>
    public static string Of(string group, string process) => group == process ? process : $"{group}:{process}";
}
