using Supervisor.Rpc.Contract;
using Supervisor.Server.Checking;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>The program <c>supervisord</c>: from its arguments to its exit code. Owns the loop.</summary>
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
            var commandLine = CommandLine.Parse(arguments, WorkingDirectory.Current());
            if (commandLine.Help)
                return Print(CommandLineHelp.Text(name));
            if (commandLine.Version)
                return Print(ProductVersion.Text + "\n");
            if (commandLine.Check)
                return Check(commandLine);
            if (IsTest(arguments, commandLine))
                error.Write($"{TestHint}\n");
            return Run(commandLine);
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

    private int Check(CommandLineOptions commandLine)
    {
        var reader = new ConfigurationReader(commandLine, name, _environment, WorkingDirectory.Current(), MachineName.Read());
        return new ConfigurationCheck(reader, _environment).Run(output, error, commandLine.Print, commandLine.Strict);
    }

    /// <summary>As one asks other servers to test their configuration; with any other option it is meant as it is.</summary>
    private static bool IsTest(IReadOnlyList<string> arguments, CommandLineOptions commandLine) =>
        arguments.Contains("-t") && commandLine with { ConfigurationFile = null } == new CommandLineOptions { StripAnsi = true }
        && TerminalMode.IsTerminal(2) && !Daemon.IsRespawned;

    private int Run(CommandLineOptions commandLine)
    {
        SignalDispositions.IgnoreWhatChildrenExpectIgnored();
        if (commandLine.ConfigurationFile is null && Credentials.CurrentUid == 0 && !Daemon.IsRespawned)
            error.Write($"Warning: {SearchingAsRoot}\n");
        var reader = new ConfigurationReader(commandLine, name, _environment, WorkingDirectory.Current(), MachineName.Read());
        var configuration = reader.Read();
        if (!configuration.Supervisord.NoDaemon && !Daemon.IsRespawned)
            return Daemon.Respawn();

        var copies = Daemon.IsRespawned ? Daemon.CopiesOfStandardStreams() : [];
        var messages = Privileges.Take(configuration.Supervisord);
        ThreadsAtHand.Verify();
        var time = TimeProvider.System;
        var failures = new FailureReports(error);
        var origin = time.GetTimestamp();
        using var loop = new EventLoop(time, failures.Report, origin);
        using var spawnQueue = new SpawnQueue(failures.Report);
        var http = new HttpEngine(time, failures.Report);
        ThreadWarmUp.Run();
        var logWriter = new LogWriter(time);
        using var sharedEnvironment = new BaseEnvironment(_environment);
        var services = new HostServices
        {
            Loop = loop,
            Origin = origin,
            SpawnQueue = spawnQueue,
            Failures = failures,
            Http = http,
            LogWriter = logWriter,
            Time = time,
            Environment = _environment,
            SharedEnvironment = sharedEnvironment,
            Error = error,
            StandardStreamCopies = copies,
        };
        var manager = new ServiceNotification(Environment.GetEnvironmentVariable(ServiceNotification.SocketVariable), time);
        var ended = loop.InvokeAsync(async () =>
        {
            using var memory = new RestCollector(loop);
            using var mounts = WatchMounts(loop, logWriter.Mounts);
            await using var lives = new DaemonLives(services, reader, manager);
            await lives.RunAsync(configuration, messages);
            return 0;
        });
        return RunThreads(services, ended);
    }

    /// <summary>So that a start does not have to ask whether the list of mounts has changed.</summary>
    private static FdWatch? WatchMounts(EventLoop loop, Mounts mounts)
    {
        if (mounts.Descriptor < 0)
            return null;
        var watch = loop.WatchNews(mounts.Descriptor, mounts.Refresh);
        mounts.IsWatched = true;
        return watch;
    }

    /// <summary>The loop gets a thread of its own; the main thread starts the children, whose parent-death signals are tied to it.</summary>
    private static int RunThreads(HostServices services, Task<int> ended)
    {
        var loopThread = new Thread(services.Loop.Run) { IsBackground = true, Name = "loop" };
        loopThread.Start();
        services.SpawnQueue.StartSpares();
        _ = ended.ContinueWith(_ => services.SpawnQueue.Dispose(), TaskContinuationOptions.ExecuteSynchronously);
        services.SpawnQueue.Run();
        services.Loop.Stop();
        loopThread.Join();
        services.Http.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (var left in services.LogWriter.CloseAsync(LogWriter.DefaultGrace).GetAwaiter().GetResult())
            services.Error.WriteLine($"left behind: {left}");
        return ended.GetAwaiter().GetResult();
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
