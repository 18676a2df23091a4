namespace Supervisor.Server.Ctl.Commands;

/// <summary>The rest of a line as words between blanks; there is no quoting, names hold no blanks.</summary>
internal static class Arguments
{
    public static IReadOnlyList<string> Split(string rest) => rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>For commands that take none.</summary>
    public static bool AreNone(Session session, CtlCommand command, string rest)
    {
        if (rest.Length == 0)
            return true;
        command.Misused(session, $"Error: {command.Name} accepts no arguments");
        return false;
    }
}
