using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>
/// Starts children: finds the command, opens the logs, makes the pipes, spawns. What may wait for a disk is done on the spawner's
/// and the log writer's threads, so the loop goes on meanwhile.
/// </summary>
internal sealed class ProcessLauncher(ProcessContext context)
{
    /// <summary>Children between "about to be spawned" and "known by pid": a death seen meanwhile may be one of theirs.</summary>
    public int InFlight { get; private set; }

    /// <summary>What the process's command stands for now.</summary>
    public Task<CommandResolution> ResolveAsync(ProcessOptions options) =>
        OnSpawnerAsync(() => CommandResolver.Resolve(options.Command, ProcessEnvironment.SearchPath(context.Environment, options)));

    /// <summary>Never fails: whatever is in the way becomes a reason, since a process with a launch that never ends could not even be stopped.</summary>
    public async Task<LaunchOutcome> LaunchAsync(ManagedProcess process)
    {
        try
        {
            return await TryLaunchAsync(process);
        }
        catch (Exception error) when (error is IOException or PosixException or UnauthorizedAccessException or ArgumentException)
        {
            return LaunchOutcome.Failed($"cannot start '{process.Name}': {error.Message}");
        }
    }

    private async Task<LaunchOutcome> TryLaunchAsync(ManagedProcess process)
    {
        var command = await ResolveAsync(process.Options);
        if (command.Refusal is { } refusal)
            return LaunchOutcome.Failed(refusal.Reason);
        var stdinSocket = -1;
        if (process.Socket is { } socket)
        {
            try
            {
                stdinSocket = await socket.AcquireAsync();
            }
            catch (FastCgiSocketException error)
            {
                return LaunchOutcome.Failed(error.Message);
            }
        }
        var logs = await OpenLogsAsync(process);
        if (logs.Failure is { } failure)
        {
            process.Socket?.Release();
            return LaunchOutcome.Failed(failure);
        }
        var outcome = await SpawnAsync(process, command, logs, stdinSocket);
        if (outcome.Failure is not null)
            process.Socket?.Release();
        return outcome;
    }

    /// <summary>Called when <see cref="InFlight"/> has come down to 0: a death that nobody claimed until now is a stranger's.</summary>
    public Action? AllLanded { get; set; }

    /// <summary>To be called when a launched child's pid has been made known.</summary>
    public void Landed()
    {
        if (--InFlight == 0)
            AllLanded?.Invoke();
    }

    private async Task<OpenLogs> OpenLogsAsync(ManagedProcess process)
    {
        var opened = new List<ChildLog>();
        ChildLog? stdout = null, stderr = null;
        try
        {
            process.MakeAutoLogs?.Invoke();
            if (process.StdoutLogFile is { } outPath)
                stdout = await OpenAsync(outPath, process.Options.Stdout, opened);
            if (process.StderrLogFile is { } errPath)
                stderr = await OpenAsync(errPath, process.Options.Stderr, opened);
            return new(stdout, stderr, null);
        }
        catch (PosixException error)
        {
            foreach (var log in opened)
                _ = log.CloseAsync();
            return new(null, null, ChannelFailure(process, error));
        }
    }

    private async Task<ChildLog> OpenAsync(string path, ChannelOptions options, List<ChildLog> opened)
    {
        var log = new ChildLog(context.LogWriter, new LogFileOptions(path, options.LogFileMaxBytes, options.LogFileBackups), context.Loop.Post);
        await log.OpenAsync();
        opened.Add(log);
        return log;
    }

    private async Task<LaunchOutcome> SpawnAsync(ManagedProcess process, CommandResolution command, OpenLogs logs, int stdinSocket)
    {
        InFlight++;
        var spawned = await OnSpawnerAsync(() => Spawn(process, command, stdinSocket));
        var (channels, failure) = spawned.Failure is null ? Attach(process, spawned, logs) : (null, spawned.Failure);
        if (channels is not null)
            return new(spawned.Pid, channels, null);
        Landed();
        _ = logs.Stdout?.CloseAsync();
        _ = logs.Stderr?.CloseAsync();
        return LaunchOutcome.Failed(failure!);
    }

    /// <summary>A child whose pipes the kernel lets nobody watch is of no use: it is killed and the start has failed.</summary>
    private (ChildChannels? Channels, string? Failure) Attach(ManagedProcess process, SpawnedChild child, OpenLogs logs)
    {
        try
        {
            var input = child.Stdin >= 0 ? new InputChannel(context.Loop, child.Stdin) : null;
            var output = new OutputChannel(context, process, "stdout", process.Options.Stdout, logs.Stdout, process.Received);
            output.Attach(child.Stdout);
            if (child.Stderr < 0)
                return (new(input, output, null), null);
            var error = new OutputChannel(context, process, "stderr", process.Options.Stderr, logs.Stderr, received: null);
            error.Attach(child.Stderr);
            return (new(input, output, error), null);
        }
        catch (PosixException refused)
        {
            KillUnlessGone(child.Pid);
            return (null, ChannelFailure(process, refused));
        }
    }

    /// <summary>It may be dead and reaped already, or run as somebody else; the start has failed either way.</summary>
    private static void KillUnlessGone(int pid)
    {
        try
        {
            Signals.Kill(pid, Signals.SIGKILL);
        }
        catch (PosixException)
        {
            // Its death, now or later, is a stranger's.
        }
    }

    /// <summary>On the spawner's thread.</summary>
    private SpawnedChild Spawn(ManagedProcess process, CommandResolution command, int stdinSocket)
    {
        var options = process.Options;
        var ends = new List<int>();
        try
        {
            var stdin = stdinSocket >= 0 ? (Read: stdinSocket, Write: -1) : Pipe(ends);
            var stdout = Pipe(ends);
            var stderr = options.RedirectStderr ? (Read: -1, stdout.Write) : Pipe(ends);
            var pid = context.Spawner.Spawn(new SpawnRequest
            {
                File = command.File,
                Arguments = command.Arguments,
                Environment = ProcessEnvironment.Of(context.Environment, options, process.GroupName, context.ServerUrl),
                Directory = options.Directory,
                Umask = options.Umask,
                RunAs = options.Uid is { } uid ? Identity.Of(uid) : null,
                Stdin = stdin.Read,
                Stdout = stdout.Write,
                Stderr = stderr.Write,
            });
            foreach (var childEnd in new[] { stdinSocket >= 0 ? -1 : stdin.Read, stdout.Write, options.RedirectStderr ? -1 : stderr.Write })
            {
                if (childEnd >= 0)
                    Pipes.Close(childEnd);
            }
            return new(pid, stdin.Write, stdout.Read, stderr.Read, null);
        }
        catch (PosixException error)
        {
            foreach (var end in ends)
                Pipes.Close(end);
            return new(0, -1, -1, -1, error.Call == "pipe2" ? ChannelFailure(process, error) : ForkFailure(process, error));
        }
    }

    private static (int Read, int Write) Pipe(List<int> ends)
    {
        var pipe = Pipes.Create();
        ends.Add(pipe.Read);
        ends.Add(pipe.Write);
        return pipe;
    }

    private static string ChannelFailure(ManagedProcess process, PosixException error) => error.Errno == Errno.EMFILE
        ? $"too many open files to spawn '{process.Name}'"
        : $"unknown error making dispatchers for '{process.Name}': {Errno.Name(error.Errno)}";

    private static string ForkFailure(ManagedProcess process, PosixException error) => error.Errno == Errno.EAGAIN
        ? $"Too many processes in process table to spawn '{process.Name}'"
        : $"unknown error during fork for '{process.Name}': {Errno.Name(error.Errno)}";

    /// <summary>Runs work on the spawner's thread; awaited on the loop, it resumes there.</summary>
    private Task<T> OnSpawnerAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Spawner.Post(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                // Not swallowed but handed to whoever asked; on the spawner's own thread it would end the daemon.
                done.SetException(error);
            }
        });
        return done.Task;
    }

    private readonly record struct OpenLogs(ChildLog? Stdout, ChildLog? Stderr, string? Failure);

    private readonly record struct SpawnedChild(int Pid, int Stdin, int Stdout, int Stderr, string? Failure);
}
