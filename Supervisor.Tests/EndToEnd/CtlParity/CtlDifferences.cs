namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>Where ours is different on purpose; every entry is a line of docs/COMPATIBILITY.md.</summary>
internal static class CtlDifferences
{
    private static readonly (string Client, string Step, string Why)[] Known =
    [
        ("our client", "-c @dir@/plain.txt", "stock ends with a traceback over a file that can not be parsed; ours says what is wrong, as the daemon does"),
    ];

    /// <summary>What <c>help</c> lists below stock's commands: a heading of its own, and nothing else is different.</summary>
    public static string WithoutOurCommands(string combination, string printed) => combination.StartsWith("our client", StringComparison.Ordinal)
        ? printed.Replace("\nmore commands (type help <topic>):\n==================================\ngraph  limits  plan  reload-program  schedule  upgrade\n\n", "", StringComparison.Ordinal)
        : printed;

    public static bool IsKnown(string combination, string step) => Known.Any(d =>
        combination.StartsWith(d.Client, StringComparison.Ordinal) && step.Contains(d.Step, StringComparison.Ordinal));
}
