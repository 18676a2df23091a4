namespace Supervisor.Tests.Support;

/// <summary>The sections every test needs, with all paths inside the test's directory.</summary>
internal static class TestConfiguration
{
    public const string FileName = "supervisord.conf";
    public const string SocketName = "supervisor.sock";
    public const string LogName = "supervisord.log";
    public const string PidName = "supervisord.pid";

    private const string Interface =
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n";

    public static string Write(TestDirectory directory, string sections, bool withInterface = true) =>
        directory.Write(FileName, Text(directory, sections, withInterface));

    /// <summary><c>@dir@</c> in the given sections stands for the test's directory.</summary>
    public static string Text(TestDirectory directory, string sections, bool withInterface = true) =>
        $"""
        [supervisord]
        logfile={directory[LogName]}
        pidfile={directory[PidName]}
        childlogdir={directory.Path}

        [unix_http_server]
        file={directory[SocketName]}

        {(withInterface ? Interface : "")}
        [supervisorctl]
        serverurl=unix://{directory[SocketName]}

        {sections.Replace("@dir@", directory.Path, StringComparison.Ordinal)}

        """;
}
