using Supervisor.Rpc.Contract;
using Supervisor.Server.Checking;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>The program <c>supervisord</c>: from its arguments to its exit code.</summary>
internal sealed class SupervisordProgram(string name, TextWriter output, TextWriter error)
{
    private const int UsageError = 2;

    /// <summary>Stock's sentence: whoever may write into the working directory would choose what root runs.</summary>
    private const string SearchingAsRoot =
        "Supervisord is running as root and it is searching for its configuration file in default locations (including its current working "
        + "directory); you probably want to specify a \"-c\" argument specifying an absolute path to a configuration file for improved security.";

    private const string TestHint =
        "Note: -t takes terminal escapes out of programs' logs, and supervisord starts now. To test the configuration and start nothing, use --check.";

    private readonly IReadOnlyDictionary<string, string> _environment = ReadEnvironment();

    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            var takeover = Takeover.Begin(ThreadsAtHand.Verify);
            var directory = takeover?.State.StartDirectory ?? WorkingDirectory.Current();
            var commandLine = CommandLine.Parse(arguments, directory);
            if (commandLine.Help)
                return Print(CommandLineHelp.Text(name));
            if (commandLine.Version)
                return Print(ProductVersion.Text + "\n");
            if (commandLine.Check)
                return Check(commandLine, directory);
            if (IsTest(arguments, commandLine))
                error.Write($"{TestHint}\n");
            return Run(commandLine, directory, takeover);
        }
        catch (ConfigurationException refusal)
        {
            foreach (var warning in refusal.Warnings)
                error.Write($"Warning: {warning}\n");
            error.Write($"Error: {refusal.Message}\nFor help, use {name} -h\n");
            return UsageError;
        }
        catch (OutOfMemoryException)
        {
            // Granted when they were asked for, and not when they were needed: somebody else has taken them since.
            error.Write($"Error: {ThreadsAtHand.WhatIsMissing()}\n");
            return UsageError;
        }
        catch (Exception refused) when (refused is PosixException or IOException or UnauthorizedAccessException)
        {
            error.Write($"Error: {refused.Message}\n");
            return UsageError;
        }
        catch (Exception defect)
        {
            // Nobody above could say more than a signal and a core.
            error.Write($"Error: {defect}\n");
            return UsageError;
        }
    }

    /// <summary>A reader that has seen enough (head) ends the text without an error; a full disk is one.</summary>
    private int Print(string text)
    {
        try
        {
            output.Write(text);
            return 0;
        }
        catch (IOException failure)
        {
            if (failure.HResult != Errno.EPIPE)
                error.Write($"Error: standard output cannot be written: {failure.Message}\n");
            return 1;
        }
    }

    private int Check(CommandLineOptions commandLine, string directory)
    {
        var reader = new ConfigurationReader(commandLine, name, _environment, directory, MachineName.Read());
        return new ConfigurationCheck(reader, _environment).Run(output, error, commandLine.Print, commandLine.Strict);
    }

    /// <summary>As one asks other servers to test their configuration; with any other option it is meant as it is.</summary>
    private static bool IsTest(IReadOnlyList<string> arguments, CommandLineOptions commandLine) =>
        arguments.Contains("-t") && commandLine with { ConfigurationFile = null } == new CommandLineOptions { StripAnsi = true }
        && TerminalMode.IsTerminal(2) && !Daemon.IsRespawned;

    /// <param name="directory">Where the program stood when it was started.</param>
    /// <param name="takeover">What an earlier image of it left; null for a program that begins.</param>
    private int Run(CommandLineOptions commandLine, string directory, Takeover? takeover)
    {
        SignalDispositions.IgnoreWhatChildrenExpectIgnored();
        if (takeover is not null)
            return GoOn(commandLine, takeover);
        if (commandLine.ConfigurationFile is null && Credentials.CurrentUid == 0 && !Daemon.IsRespawned)
            error.Write($"Warning: {SearchingAsRoot}\n");
        var reader = new ConfigurationReader(commandLine, name, _environment, directory, MachineName.Read());
        var configuration = reader.Read();
        if (!configuration.Supervisord.NoDaemon && !Daemon.IsRespawned)
            return Daemon.Respawn();

        var copies = Daemon.IsRespawned ? Daemon.CopiesOfStandardStreams() : [];
        var messages = Privileges.Take(configuration.Supervisord);
        ThreadsAtHand.Verify();
        return Serve(new(directory, _environment, copies), lives => lives.RunAsync(configuration, messages), reader);
    }

    /// <summary>Limits, user, directory, umask and session are the process's, and as they were.</summary>
    private int GoOn(CommandLineOptions commandLine, Takeover takeover)
    {
        takeover.Commit();
        var state = takeover.State;
        var reader = new ConfigurationReader(commandLine, name, _environment, state.StartDirectory, MachineName.Read());
        return Serve(new(state.StartDirectory, _environment, []) { TakenOver = state }, lives => lives.RunAsync(state.Daemon.Configuration, [], state), reader);
    }

    private int Serve(ServiceOptions options, Func<DaemonLives, Task> live, ConfigurationReader reader)
    {
        using var process = new DaemonProcess(options, error);
        return process.Run(async services =>
        {
            await using var lives = new DaemonLives(services, reader);
            await live(lives);
        });
    }

    /// <summary>In the order the daemon found it, and byte for byte: it is passed on to every child, with the locale that Python's children get.</summary>
    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in ProcessStart.Environment)
        {
            var equals = variable.IndexOf('=');
            if (equals > 0 && variable[..equals] is not (Daemon.PipeVariable or ServiceNotification.SocketVariable))
                variables.TryAdd(variable[..equals], variable[(equals + 1)..]);
        }
        if (CharacterLocale.Coerced(variables.GetValueOrDefault) is { } locale)
            variables[CharacterLocale.Variable] = locale;
        return variables;
    }
}
