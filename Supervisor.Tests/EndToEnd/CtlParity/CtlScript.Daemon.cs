using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>This part: the configuration, the shell, other places, and the end.</summary>
internal static partial class CtlScript
{
    private const string More = "\n[program:later]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n[program:extra]\ncommand=/bin/cat\nautostart=false\n";

    private static CtlStep[] Configuration() =>
    [
        CtlStep.Misuse("reread x"), CtlStep.Run("reread"), CtlStep.Run("update"), CtlStep.Run("add"), CtlStep.Run("remove"),
        CtlStep.Do("the file is broken", run => Change(run, text => text.Replace("startsecs=30", "startsecs=soon", StringComparison.Ordinal))),
        CtlStep.Run("reread"), CtlStep.Run("update"),
        CtlStep.Do("groups are added, changed and gone", run => Change(run, Changed)),
        CtlStep.Run("reread"), CtlStep.Run("avail"), CtlStep.Run("add nope"), CtlStep.Run("add cat"), CtlStep.Run("add later nope cat"),
        CtlStep.Run("remove cat"), CtlStep.Run("remove nope"), CtlStep.Run("remove later nope"), CtlStep.Run("add later"),
        CtlStep.Run("update nope"), CtlStep.Run("update extra"), CtlStep.Run("update slow"), CtlStep.Run("update all"), CtlStep.Run("update"),
        CtlStep.Run("reread"), CtlStep.Run("status later extra badlog"),
    ];

    private static CtlStep[] Typed() =>
    [
        CtlStep.Type(""), CtlStep.Type("quit\n"), CtlStep.Type("exit"), CtlStep.Type("EOF\n"), CtlStep.Type("\n\n  \nversion\n"),
        CtlStep.Type("status cat\nbogus\nhelp\nstatus nope\nquit\nversion\n"), CtlStep.Type("start idle\nstatus idle\nstop idle\n"),
        CtlStep.Type("reload\nn\nshutdown\n\nreload\nNo\nquit\n"), CtlStep.Type("reload\n"), CtlStep.Type("shutdown"),
        CtlStep.Type("open ftp://x\nopen\nopen unix://@dir@/none.sock\nversion\n"), CtlStep.Type("tail silent\ntail nope\n?\n"),
        CtlStep.With("-i -c @dir@/supervisord.conf", "version"), CtlStep.With("-i -c @dir@/supervisord.conf", "reload", "n\n"),
        CtlStep.With("-i -c @dir@/supervisord.conf", "shutdown"),
    ];

    private static CtlStep[] Elsewhere() =>
    [
        CtlStep.With("-s @url@ -u user -p secret", "version"), CtlStep.With("-s @url@ -u user -p secret", "status cat"),
        CtlStep.With("-s @url@ -u user -p secret", "tail -f nope"), CtlStep.With("-s @url@/ -u user -p secret", "pid cat"),
        CtlStep.With("-s @url@", "version"), CtlStep.With("-s @url@", "status"), CtlStep.With("-s @url@", "avail"), CtlStep.With("-s @url@", "shutdown"),
        CtlStep.With("-s @url@ -u user -p wrong", "start cat"), CtlStep.With("-s @url@ -u user", "version"),
        CtlStep.With("-s unix://@dir@/supervisor.sock", "version"),
        .. new[] { "-s http://127.0.0.1:1", "-s unix://@dir@/none.sock", "-s unix://@dir@/plain.txt", "-s unix://@dir@/plain.txt/x" }.SelectMany(Unreachable),
        CtlStep.With("-s http://no-such-host.invalid:1", "version"),
        CtlStep.With($"-s unix:///{new string('x', 120)}", "version"),
        CtlStep.With("-s http://127.0.0.1:1", "", "version\navail\nquit\n"),
        CtlStep.Run("open unix://@dir@/supervisor.sock"), CtlStep.Run("open unix://@dir@/none.sock"), CtlStep.Run("open"),
        CtlStep.Run("open ftp://x"), CtlStep.Run("open http://127.0.0.1:1"), CtlStep.Run("open HTTP://x"),
    ];

    private static IEnumerable<CtlStep> Unreachable(string options) =>
        new[] { "status", "start cat", "stop cat", "restart cat", "signal HUP cat", "pid", "tail cat", "maintail", "fg cat", "clear cat", "version",
            "avail", "reread", "add x", "remove x", "update", "reload", "shutdown", "help" }.Select(command => CtlStep.With(options, command));

    /// <summary>A stubborn program keeps the daemon in its shutdown while everything is tried once more.</summary>
    private static CtlStep[] Ending() =>
    [
        CtlStep.Misuse("reload x"), CtlStep.Misuse("shutdown x"),
        CtlStep.Run("reload"), CtlStep.Do("the daemon is back", run => run.Supervisor.AnswersAsync()), CtlStep.WaitFor("cat", "RUNNING"),
        CtlStep.Run("start stubborn"),
        CtlStep.Do("the stubborn program is deaf", run => Eventually.GetAsync(
            () => run.Supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "stubborn", 0, 0), reply => reply.Value is "ready\n", "its word")),
        CtlStep.Run("stop zz:*"), CtlStep.Run("shutdown"),
        CtlStep.Do("the daemon refuses", run => Eventually.HoldsAsync(
            async () => (await run.Supervisor.Rpc.CallAsync("supervisor.getState")).Fault?.Code == 6, "the daemon refuses")),
        .. new[] { "status", "start cat", "stop cat", "restart cat", "signal HUP cat", "pid", "tail cat", "maintail", "fg cat", "clear cat", "version",
            "avail", "reread", "add x", "remove x", "update", "reload", "shutdown", "open unix://@dir@/supervisor.sock" }
            .Select(command => CtlStep.Run(command) with { Name = $"while it shuts down: {command}" }),
        CtlStep.Type("status\nquit\n") with { Name = "typed while it shuts down" },
    ];

    private static Task Change(CtlRun run, Func<string, string> change)
    {
        run.Reconfigure(change);
        return Task.CompletedTask;
    }

    private static string Changed(string text) => text
        .Replace("command=/bin/sleep 1000\nautostart=false\nautorestart=false\nstartsecs=1", "command=/bin/sleep 2000\nautostart=false\nautorestart=false\nstartsecs=1", StringComparison.Ordinal)
        .Replace("[program:badlog]", "[unused:badlog]", StringComparison.Ordinal) + More;
}
