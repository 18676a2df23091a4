namespace Supervisor.Server.Configuration;

/// <summary>What becomes of the result that an event listener answers with: the handlers that are known by name.</summary>
internal enum ResultHandler
{
    /// <summary>OK is a success, anything else sends the event again.</summary>
    Default,

    /// <summary>That of the Python package supervisor_stdout: a PROCESS_LOG event that was sent back goes to the daemon's stdout, line by line.</summary>
    SupervisorStdout,
}

internal static class ResultHandlers
{
    private static readonly (string Name, ResultHandler Handler)[] Known =
    [
        ("supervisor.dispatchers:default_handler", ResultHandler.Default),
        ("supervisor_stdout:event_handler", ResultHandler.SupervisorStdout),
    ];

    public static string Names => string.Join(" and ", Known.Reverse().Select(known => known.Name));

    public static string Name(this ResultHandler handler) => Array.Find(Known, known => known.Handler == handler).Name;

    /// <summary>Null for one that is not known.</summary>
    public static ResultHandler? Find(string name) => Array.Find(Known, known => known.Name == name) is { Name: not null } found ? found.Handler : null;
}
