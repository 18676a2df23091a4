using System.Text;

namespace Supervisor.Server.Processes;

/// <summary>What a child, and whatever descends from it, carries in its environment: whose program it is.</summary>
internal sealed record ProgramMarks(string ProcessName, string GroupName, string? ServerUrl)
{
    private const byte End = 0;

    /// <summary>Null for a process that is of no program.</summary>
    public static ProgramMarks? Of(ReadOnlySpan<byte> environment) =>
        Value(environment, "SUPERVISOR_PROCESS_NAME="u8) is { } process && Value(environment, "SUPERVISOR_GROUP_NAME="u8) is { } group
            ? new(process, group, Value(environment, "SUPERVISOR_SERVER_URL="u8))
            : null;

    /// <summary>What a child will carry.</summary>
    /// <param name="own">What it gets besides the daemon's own environment.</param>
    /// <param name="daemon">The daemon's own, which says what that does not.</param>
    public static ProgramMarks Given(IReadOnlyList<KeyValuePair<string, string>> own, IReadOnlyDictionary<string, string> daemon)
    {
        const string Url = "SUPERVISOR_SERVER_URL";
        var variables = own.ToDictionary();
        return new(variables["SUPERVISOR_PROCESS_NAME"], variables["SUPERVISOR_GROUP_NAME"], variables.GetValueOrDefault(Url) ?? daemon.GetValueOrDefault(Url));
    }

    /// <summary>The first of that name counts, as for the C library.</summary>
    private static string? Value(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> name)
    {
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf(End);
            var variable = end < 0 ? environment : environment[..end];
            if (variable.StartsWith(name))
                return Encoding.UTF8.GetString(variable[name.Length..]);
            environment = end < 0 ? [] : environment[(end + 1)..];
        }
        return null;
    }
}
