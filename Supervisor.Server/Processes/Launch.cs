using Supervisor.Server.Configuration;
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
internal sealed partial class Launch(LaunchPlan plan, ProcessContext context, CommandResolution? command, Action<Launch> landed) : SpawnJob
{
    private const int Preparing = 0;
    private const int Spawning = 1;
    private const int GivenUp = 2;

    private CommandResolution? _command = command;
    private int _stage = Preparing;
    private Identity? _identity;
    private int? _uidLookedUp;
    private ChildLogsRequest? _logsToOpen;
    private string? _waitsForLog;
    private int _stdinSocket = -1;

    public ChildPipes Pipes { get; } = new();

    /// <summary>0 where there is no child.</summary>
    public int Pid { get; private set; }

    /// <summary>Of a child that may outlive the daemon; null for another, and where it has ended already.</summary>
    public ChildMarks? Marks { get; private set; }

    /// <summary>Why there is no child; null where there is one.</summary>
    public string? Failure { get; private set; }

    /// <summary>The logs that were opened for this child; null where those of the process are open already.</summary>
    public ChildLogsResult? Logs { get; private set; }

    /// <summary>The cgroup that was made for the child; null where it has none of its own.</summary>
    public string? Cgroup { get; private set; }

    /// <summary>The FastCGI socket that was taken for the child. Loop thread only.</summary>
    public IStdinSocket? Socket { get; private set; }

    public override string WaitsFor => context.SpawnQueue.HeldUpBy(this) ?? OwnWait;

    private string OwnWait => _waitsForLog is { } log
        ? $"the disk of its log {PythonText.Repr(log)}"
        : WaitForFile is { } file ? file
        : _uidLookedUp is { } uid ? $"the system's user database, asked for user {uid},"
        : _command?.HeldUpBy ?? $"the disk of its command {PythonText.Repr(plan.Options.Command)}, its directory or its PATH";

    /// <summary>Nobody waits for the outcome any more. Loop thread only.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The child has a pid and is on its way to its program by itself. Loop thread only.</summary>
    private bool IsStaged { get; set; }

    /// <summary>
    /// Gives up: where the child is not being made yet there will be none, so that whoever stopped the program does not see it run once more;
    /// one that is on its way is killed, now or when it answers. Loop thread only.
    /// </summary>
    public void Abandon()
    {
        IsAbandoned = true;
        Interlocked.CompareExchange(ref _stage, GivenUp, Preparing);
        if (IsStaged)
            KillChild();
    }

    /// <summary>Its child, where there is one, is not wanted. It may be dead and reaped already, or run as somebody else: then that is that.</summary>
    public void KillChild()
    {
        if (Pid == 0)
            return;
        try
        {
            Signals.Kill(Pid, Signals.SIGKILL);
        }
        catch (PosixException)
        {
            // Its death, now or later, is a stranger's.
        }
    }

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
            if (Volatile.Read(ref _stage) == GivenUp)
            {
                Fail("it was given up");
                return;
            }
            _command ??= plan.Resolve(context.LogWriter.Mounts);
            if (_command.Refusal is { } refusal)
            {
                Fail(refusal.Reason);
            }
            else if (_logsToOpen is { } request)
            {
                _logsToOpen = null;
                _waitsForLog = LogName(request);
                context.LogWriter.OpenChildLogs(request, LogsOpened);
            }
            else if (!IsUserKnown())
            {
                // Posted again when the look-up that is under way has ended.
            }
            else
            {
                ReadEnvironmentFiles(_command);
                MakeCgroup();
                Make(spawner, _command);
            }
        }
        catch (Exception failure)
        {
            Pipes.CloseAll();
            Fail(ReasonOf(failure));
        }
    }

    private void Make(ProcessSpawner spawner, CommandResolution found)
    {
        if (Interlocked.CompareExchange(ref _stage, Spawning, Preparing) == GivenUp)
        {
            Fail("it was given up");
        }
        else if (found.HeldUpBy is not null || !ProcessSpawner.IsBuiltIn)
        {
            StartStage();
        }
        else
        {
            Spawn(spawner, found);
            Land();
        }
    }

    private string ReasonOf(Exception failure) => failure switch
    {
        ConfigurationException refused => refused.Message,
        PosixException { Call: "pipe2" } refused => ChannelFailure(plan.Options.Name, refused),
        PosixException { Call: not "fork" } refused when plan.Options.Survive => $"cannot start '{plan.Options.Name}' with survive=true: {refused.Message}",
        PosixException refused => ForkFailure(plan.Options.Name, refused),
        _ => $"cannot start '{plan.Options.Name}': {failure.Message}",
    };

    /// <summary>On the log writer's thread.</summary>
    private void LogsOpened(ChildLogsResult result)
    {
        Logs = result;
        _waitsForLog = null;
        if (result.Failure is { } refused)
            Fail(ChannelFailure(plan.Options.Name, refused));
        else
            context.SpawnQueue.Post(this);
    }

    private void Spawn(ProcessSpawner spawner, CommandResolution found)
    {
        var options = plan.Options;
        Pipes.Open(withStdin: _stdinSocket < 0, withStderr: !options.RedirectStderr, options.Survive);
        if (options.Health?.ReadinessFd is not null)
            Pipes.OpenReady();
        Pid = spawner.Spawn(new SpawnRequest
        {
            File = found.File,
            Arguments = found.Arguments,
            SharedEnvironment = SharedEnvironment,
            OwnEnvironment = OwnEnvironment,
            Directory = options.Directory,
            Umask = options.Umask,
            Uid = OtherUser,
            Identity = _identity,
            Cgroup = Cgroup,
            Resources = options.Resources,
            Ready = options.Health?.ReadinessFd is { } number ? (Pipes.ChildReady, number) : null,
            Stdin = _stdinSocket >= 0 ? _stdinSocket : Pipes.ChildStdin,
            Stdout = Pipes.ChildStdout,
            Stderr = Pipes.ChildStderr,
        });
        Pipes.CloseChildEnds();
        Recognize(options);
    }

    /// <summary>What a later daemon will know it by.</summary>
    private void Recognize(ProcessOptions options)
    {
        if (options.Survive)
            Marks = ChildMarks.Of(Pid, Pipes.Stdin, Pipes.Stdout, Pipes.Stderr);
    }

    /// <summary>The child goes on by itself; the launch has landed when it has become its program, or has ended.</summary>
    private void StartStage()
    {
        var options = plan.Options;
        if (options.Health?.ReadinessFd is not null)
            throw new ConfigurationException($"cannot start '{options.Name}' with readiness_fd: its command, its directory or its PATH lies on a mount that may not answer");
        var identity = OtherUser is { } uid ? _identity ?? throw new InvalidOperationException(Identity.Unknown(uid)) : (Identity?)null;
        Pipes.Open(withStdin: _stdinSocket < 0, withStderr: !options.RedirectStderr, options.Survive);
        var orders = WithEnvironment(new StageOrders
        {
            Files = [],
            Arguments = plan.Command.Words,
            Environment = [],
            Directory = options.Directory ?? "",
            Umask = options.Umask ?? -1,
            Cgroup = Cgroup ?? "",
            Resources = options.Resources,
            Identity = identity is { } other ? [other.Uid, other.Gid, .. other.Groups] : [],
        });
        var stdin = _stdinSocket >= 0 ? _stdinSocket : Pipes.ChildStdin;
        var errno = ExecStage.Start(orders, [stdin, Pipes.ChildStdout, Pipes.ChildStderr], out var pid, out var done);
        if (errno != 0)
            throw new PosixException("fork", errno);
        Pid = pid;
        Pipes.CloseChildEnds();
        Recognize(options);
        context.Loop.Post(() => AwaitStage(done));
    }

    /// <summary>The user to become, where that is another than the daemon's or has other groups; null where nothing has to be looked up.</summary>
    private int? OtherUser => plan.Options.Groups is not null ? plan.Options.Uid ?? Credentials.CurrentUid
        : plan.Options.Uid is { } uid && uid != Credentials.CurrentUid ? uid
        : null;

    /// <summary>False where another launch waits for the user database: this one comes back when that has its answer.</summary>
    private bool IsUserKnown()
    {
        if ((OtherUser ?? LoginUser) is not { } uid)
            return true;
        _uidLookedUp = uid;
        if (!context.UserLookups.TryEnter(() => context.SpawnQueue.Post(this)))
            return false;
        try
        {
            if (OtherUser is not null)
                _identity = Identity.Of(uid, plan.Options.Groups?.Primary, plan.Options.Groups?.Further);
            LookUpLogin();
        }
        finally
        {
            context.UserLookups.Leave();
        }
        _uidLookedUp = null;
        return true;
    }

    private void AwaitStage(int done)
    {
        IsStaged = true;
        if (IsAbandoned)
            KillChild();
        try
        {
            FdWatch? watch = null;
            watch = context.Loop.Watch(done, _ =>
            {
                watch!.Dispose();
                StageEnded(done);
            });
        }
        catch (Exception failure)
        {
            // Nobody would ever hear how it went on.
            KillChild();
            Failure = ReasonOf(failure);
            StageEnded(done);
        }
    }

    private void StageEnded(int done)
    {
        Interop.Pipes.Close(done);
        IsStaged = false;
        if (Failure is not null)
            Pipes.CloseAll();
        landed(this);
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
