using Supervisor.Tests.SideBySide;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>What every combination of client and daemon is put through; the chapters are in the other parts.</summary>
internal static partial class CtlScript
{
    public static IReadOnlyList<CtlStep> Steps { get; } =
        [.. Settling(), .. Words(), .. Status(), .. StartAndStop(), .. Signals(), .. Logs(), .. Configuration(), .. Typed(), .. Elsewhere(), .. Ending()];

    public static string Sections(int port) =>
        $"""
        {ScriptConfiguration.Sections}

        [inet_http_server]
        port=127.0.0.1:{port}
        username=user
        password=secret
        """;

    /// <summary>What starts by itself comes to rest.</summary>
    private static CtlStep[] Settling() =>
    [
        CtlStep.WaitFor("cat", "RUNNING"), CtlStep.WaitFor("done", "EXITED"), CtlStep.WaitFor("fatal", "FATAL"),
        CtlStep.WaitFor("both", "RUNNING"), CtlStep.WaitFor("logged", "RUNNING"), CtlStep.WaitFor("listener", "RUNNING"),
    ];

    /// <summary>The command line itself, and lines that are no command.</summary>
    private static CtlStep[] Words() =>
    [
        CtlStep.Run("help"), CtlStep.Run("?"), CtlStep.Run("help bogus"), CtlStep.Run("help EOF"), CtlStep.Run("help status stop"),
        .. new[]
        {
            "add", "avail", "clear", "exit", "fg", "maintail", "open", "pid", "quit", "reload", "remove", "reread", "restart", "shutdown",
            "signal", "start", "status", "stop", "tail", "update", "version", "help",
        }.Select(topic => CtlStep.Run($"help {topic}") with { IsHelpText = true }),
        CtlStep.Run("?status") with { IsHelpText = true },
        CtlStep.Run("bogus"), CtlStep.Run("!ls"), CtlStep.Run("/x"), CtlStep.Run("bogus with words"), CtlStep.Run("STATUS"),
        CtlStep.Run("quit"), CtlStep.Run("exit"), CtlStep.Run("EOF"), CtlStep.Run("quit now"),
        CtlStep.With("-c @dir@/missing.conf", "status"), CtlStep.With("-c @dir@/plain.txt", "status"), CtlStep.With("-s bogus", "status"),
        CtlStep.With("-x", "status"), CtlStep.With("--bogus", "status"), CtlStep.With("--conf", ""), CtlStep.With("-c", ""),
        CtlStep.With("-i --interactive", "status"), CtlStep.With("-u a -u b", "status"), CtlStep.With("--interactive=1", "status"),
        CtlStep.With("-s https://localhost:1", "status"), CtlStep.With("-s https://localhost:1", "avail"), CtlStep.With("-s ftp:x", "pid"),
        CtlStep.With("-s http://localhost:x", "pid"), CtlStep.With("-s http://localhost:70000", "pid"),
    ];

    private static CtlStep[] Status() =>
    [
        CtlStep.Run("status"), CtlStep.Run("status all"), CtlStep.Run("status cat"), CtlStep.Run("status cat cat both"),
        CtlStep.Run("status pair:*"), CtlStep.Run("status pair:"), CtlStep.Run("status pair:left cat"), CtlStep.Run("status pair"),
        CtlStep.Run("status nope"), CtlStep.Run("status zz:*"), CtlStep.Run("status zz:a cat"), CtlStep.Run("status nope idle"),
        CtlStep.Run("status nope all"), CtlStep.Run("status cat:cat"), CtlStep.Run("status cat:*"), CtlStep.Run("status fatal done"),
        CtlStep.Run("status zażółć"), CtlStep.Run("status :"), CtlStep.Run("status :x"), CtlStep.Run("status a:b:c"),
        CtlStep.Run("pid"), CtlStep.Run("pid cat"), CtlStep.Run("pid cat idle"), CtlStep.Run("pid nope cat"), CtlStep.Run("pid all"),
        CtlStep.Run("pid pair:*"), CtlStep.Run("pid numbered:numbered_00"),
        CtlStep.Run("version"), CtlStep.Misuse("version x"), CtlStep.Run("avail"), CtlStep.Misuse("avail x"),
    ];
}
