using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Python;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// One attempt to make a child. Its way: from the loop to the spawner, which looks the command up; to the log writer and back, where the logs
/// are not open yet; and to the loop with a child or a reason. Whatever goes wrong on the way becomes the reason. Owns the pipes until
/// somebody takes the child.
/// </summary>
internal sealed class Launch(LaunchPlan plan, ProcessContext context, CommandResolution? command, Action<Launch> landed) : SpawnJob
{
    private CommandResolution? _command = command;
    private ChildLogsRequest? _logsToOpen;
    private int _stdinSocket = -1;

    public ChildPipes Pipes { get; } = new();

    /// <summary>0 where there is no child.</summary>
    public int Pid { get; private set; }

    /// <summary>Why there is no child; null where there is one.</summary>
    public string? Failure { get; private set; }

    /// <summary>The logs that were opened for this child; null where those of the process are open already.</summary>
    public ChildLogsResult? Logs { get; private set; }

    /// <summary>The FastCGI socket that was taken for the child. Loop thread only.</summary>
    public IStdinSocket? Socket { get; private set; }

    /// <summary>What it waits for just now, in words. Any thread.</summary>
    public string WaitsFor { get; private set; } = "the spawner";

    /// <summary>Nobody waits for the outcome any more. Loop thread only.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Takes a share of the socket that becomes fd 0. Fails with <see cref="FastCgiSocketException"/>. Loop thread only.</summary>
    public async Task TakeSocketAsync(IStdinSocket socket)
    {
        _stdinSocket = await socket.AcquireAsync();
        Socket = socket;
    }

    /// <summary>Sets out; <c>landed</c> is called on the loop, in a later turn and exactly once.</summary>
    public void Begin(ChildLogsRequest? logsToOpen)
    {
        _logsToOpen = logsToOpen;
        context.SpawnQueue.Post(this);
    }

    /// <summary>There will be no child. In the place of <see cref="Begin"/>.</summary>
    public void Fail(string reason)
    {
        Failure = reason;
        Land();
    }

    public override void Run(ProcessSpawner spawner)
    {
        try
        {
            WaitsFor = $"the disk of its command {PythonText.Repr(plan.Options.Command)}, its directory or its PATH";
            _command ??= plan.Resolve();
            if (_command.Refusal is { } refusal)
            {
                Fail(refusal.Reason);
            }
            else if (_logsToOpen is { } request)
            {
                _logsToOpen = null;
                WaitsFor = $"the disk of its log {PythonText.Repr(LogName(request))}";
                context.LogWriter.OpenChildLogs(request, LogsOpened);
            }
            else
            {
                Spawn(spawner, _command);
                Land();
            }
        }
        catch (Exception failure)
        {
            Pipes.CloseAll();
            Fail(ReasonOf(failure));
        }
    }

    private string ReasonOf(Exception failure) => failure switch
    {
        PosixException { Call: "pipe2" } refused => ChannelFailure(plan.Options.Name, refused),
        PosixException refused => ForkFailure(plan.Options.Name, refused),
        _ => $"cannot start '{plan.Options.Name}': {failure.Message}",
    };

    /// <summary>On the log writer's thread.</summary>
    private void LogsOpened(ChildLogsResult result)
    {
        Logs = result;
        if (result.Failure is { } refused)
            Fail(ChannelFailure(plan.Options.Name, refused));
        else
            context.SpawnQueue.Post(this);
    }

    private void Spawn(ProcessSpawner spawner, CommandResolution found)
    {
        var options = plan.Options;
        Pipes.Open(withStdin: _stdinSocket < 0, withStderr: !options.RedirectStderr);
        Pid = spawner.Spawn(new SpawnRequest
        {
            File = found.File,
            Arguments = found.Arguments,
            SharedEnvironment = context.SharedEnvironment,
            OwnEnvironment = plan.Environment,
            Directory = options.Directory,
            Umask = options.Umask,
            RunAs = options.Uid is { } uid ? Identity.Of(uid) : null,
            Stdin = _stdinSocket >= 0 ? _stdinSocket : Pipes.ChildStdin,
            Stdout = Pipes.ChildStdout,
            Stderr = Pipes.ChildStderr,
        });
        Pipes.CloseChildEnds();
    }

    private static string LogName(ChildLogsRequest request) =>
        request.Stdout?.Path ?? request.Stdout?.Auto?.Directory ?? request.Stderr?.Path ?? request.Stderr?.Auto?.Directory ?? "";

    private void Land() => context.Loop.Post(() => landed(this));

    public static string ChannelFailure(string name, PosixException error) => error.Errno == Errno.EMFILE
        ? $"too many open files to spawn '{name}'"
        : $"unknown error making dispatchers for '{name}': {Errno.Name(error.Errno)}";

    private static string ForkFailure(string name, PosixException error) => error.Errno == Errno.EAGAIN
        ? $"Too many processes in process table to spawn '{name}'"
        : $"unknown error during fork for '{name}': {Errno.Name(error.Errno)}";
}
