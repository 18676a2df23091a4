using Supervisor.Server.Ctl;
using Supervisor.Server.Hosting;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Server.Runtime;

namespace Supervisor.Server;

/// <summary>One binary with several names: which program it is follows from the name it was started by, or from a first word.</summary>
internal static class Program
{
    /// <summary>The programs besides the daemon, by the last part of argv[0]. Each takes argv[0] and the arguments and returns an exit code.</summary>
    private static readonly Dictionary<string, Func<string, string[], int>> ByName = new()
    {
        ["pidproxy"] = (_, arguments) => new PidProxy(Output(), Error()).Run(arguments),
        ["echo_supervisord_conf"] = EchoConfiguration.Run,
        ["supervisorctl"] = SupervisorctlProgram.RunOnStandardStreams,
        ["file-agent"] = (_, _) => FileAgent.Run(),
        ["supervisord-exec"] = (_, _) => ExecStage.Run(SourcedEnvironment.Complete),
        ["supervisord-take-over-check"] = (_, _) => TakeoverCheck.Run(),
    };

    /// <summary>The same by a first word of the daemon's command line, which has no positional arguments of its own.</summary>
    private static readonly Dictionary<string, string> ByWord = new()
    {
        ["pidproxy"] = "pidproxy",
        ["echo-conf"] = "echo_supervisord_conf",
        ["ctl"] = "supervisorctl",
        [AgentProgram.Word] = "file-agent",
        [ExecStage.Word] = "supervisord-exec",
        [TakeoverCheck.Word] = "supervisord-take-over-check",
    };

    /// <summary>For who would rather say what the daemon is to do than how.</summary>
    private const string CheckWord = "check";

    private static int Main(string[] arguments)
    {
        StandardStreams.FillMissing();
        var name = NameStartedBy();
        if (ByName.TryGetValue(Path.GetFileName(name), out var program))
            return program(name, arguments);
        if (arguments.Length > 0 && ByWord.TryGetValue(arguments[0], out var word))
            return ByName[word]($"{name} {arguments[0]}", arguments[1..]);
        if (arguments is [CheckWord, ..])
            arguments = ["--check", .. arguments[1..]];
        // First of all: a signal that comes while the daemon starts waits until it can be obeyed in order.
        SignalSource.BlockEverywhere();
        return new SupervisordProgram(name, new StreamWriter(new DescriptorStream(1)) { AutoFlush = true }, Error()).Run(arguments);
    }

    /// <summary>Not Console.Out: that takes over the terminal and its signals, which a daemon and its programs share with others.</summary>
    private static StreamWriter Output() => new(new DescriptorStream(1, mayHaveNoReader: true)) { AutoFlush = true };

    private static StreamWriter Error() => new(new DescriptorStream(2, mayHaveNoReader: true)) { AutoFlush = true };

    /// <summary>argv[0] as it was typed, which under a JIT only the kernel remembers: a link to the binary is a name of its own.</summary>
    private static string NameStartedBy()
    {
        var typed = ProcessStart.Arguments is [var first, ..] ? first : "supervisord";
        return Path.GetFileName(typed) == "dotnet" ? Environment.GetCommandLineArgs()[0] : Located(typed);
    }

    /// <summary>
    /// A bare name was found on PATH: where, matters, since configurations are looked for beside the program and not beside whoever starts it.
    /// </summary>
    private static string Located(string typed) => typed.Contains('/')
        ? typed
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, typed)).FirstOrDefault(File.Exists) ?? typed;
}
