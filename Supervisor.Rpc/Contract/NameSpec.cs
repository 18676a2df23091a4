namespace Supervisor.Rpc.Contract;

/// <summary>A name as users and clients write it: <c>name</c>, <c>group:name</c>, and <c>group:*</c> or <c>group:</c> for all of a group.</summary>
/// <param name="Process">Null for all of the group.</param>
public readonly record struct NameSpec(string Group, string? Process)
{
    public static NameSpec Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new(text, text);
        var process = text[(colon + 1)..];
        return new(text[..colon], process is "" or "*" ? null : process);
    }

    /// <summary>The shortest name of a process, as <c>status</c> shows it: the group is left out where it has the same name.</summary>
    public static string Show(string group, string process) => group == process ? process : $"{group}:{process}";

    /// <summary>The same where the process may be missing, which Python shows as its <c>None</c>.</summary>
    public override string ToString() => Show(Group, Process ?? "None");
}
