using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Going on with a child that an earlier daemon made.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>The kernel tells how a child ended once its parent, who is somebody else, has heard of it: as a rule at once. Some that are no real init look now and then.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>A log that takes longer to open does not answer.</summary>
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(2);

    /// <summary>Completes when the logs of a child that was adopted are open, or cannot be.</summary>
    public Task WhenAdopted { get; private set; } = Task.CompletedTask;

    /// <summary>The options, by their keys, that its child was not born with; empty as a rule.</summary>
    public IReadOnlyList<string> OutdatedOptions => Child?.Adopted?.Changed ?? [];

    /// <summary>
    /// Takes over a child: the process is what it was when the earlier daemon was heard of last, and nothing is announced. Before any of its logs is made
    /// or opened.
    /// </summary>
    /// <param name="found">The child; its descriptors are this process's from now on.</param>
    /// <param name="place">Where AUTO logs are made.</param>
    public void Adopt(FoundChild found, AutoLogPlace place)
    {
        Status = ProcessStateMachine.Adopted(found.Pid, found.Age, found.Known.Restarts, _policy, _context.Loop.Now);
        StartTime = found.Known.StartTime;
        if (found.Known.StdoutLog is { } stdout && Options.Stdout.LogFile.Kind == Configuration.LogTargetKind.Auto)
            (StdoutLogFile, StdoutAutoLog) = (stdout, AutoLog("stdout", place));
        if (found.Known.StderrLog is { } stderr && Options.Stderr.LogFile.Kind == Configuration.LogTargetKind.Auto)
            (StderrLogFile, StderrAutoLog) = (stderr, AutoLog("stderr", place));
        var input = found.Stdin >= 0 ? new InputChannel(_context.Loop, found.Stdin) : null;
        Child = new Child(found.Pid, input, Stdout(found.Pid), found.Known.Marks.Stderr != 0 ? Stderr(found.Pid) : null, socket: null, found.Process) { Cgroup = found.Cgroup };
        WatchHealth(record: null);
        _context.Log.Adopted(this, found.Pid, found.Process.Changed);
    }

    /// <summary>Opens the logs of the adopted child and reads on from its pipes; its death is seen from now on.</summary>
    public void ReadOn(FoundChild found) => WhenAdopted = ReadOnAsync(Child!, found);

    private async Task ReadOnAsync(Child child, FoundChild found)
    {
        var opening = OpenAsync(Request(StdoutLogFile, StdoutAutoLog, Options.Stdout), Request(StderrLogFile, StderrAutoLog, Options.Stderr));
        if (!await _context.Loop.CompletesWithinAsync(opening, LogPatience))
        {
            _context.Log.LogOfAdoptedIsLate(Name);
            WatchAdopted(child);
        }
        var opened = await opening;
        if (Child != child || child.Exit is not null)
        {
            new ProcessLogs(opened.Stdout, opened.Stderr).Close();
            found.CloseOutput();
            return;
        }
        if (opened.Failure is { } refused)
            _context.Log.NoLogOfAdopted(Name, refused.Message);
        _logs = opened.Failure is null ? new ProcessLogs(opened.Stdout, opened.Stderr) : ProcessLogs.None;
        LogsWereNamed(opened.Stdout?.Path, opened.Stderr?.Path);
        child.ReadOn(Read(Stdout(child.Pid), found.Stdout), child.Error is null ? null : Read(Stderr(child.Pid), found.Stderr));
        WatchAdopted(child);
    }

    private static OutputChannel Read(OutputChannel channel, int end)
    {
        if (end >= 0)
            channel.Attach(end);
        return channel;
    }

    /// <summary>Its death comes by its descriptor: it is not this daemon's to reap.</summary>
    private void WatchAdopted(Child child)
    {
        if (child.Adopted is not { Watch: null } adopted)
            return;
        adopted.Watch = _context.Loop.Watch(adopted.Handle.Descriptor, _ =>
        {
            adopted.Watch?.Dispose();
            AskHowItEnded(child, adopted.Handle, _context.Loop.Now + ExitPatience);
        });
    }

    private void AskHowItEnded(Child child, ProcessHandle handle, TimeSpan until)
    {
        if (Child != child)
            return;
        if (handle.ExitStatus is { } status)
            ChildExited(status);
        else if (_context.Loop.Now >= until)
            ChildExited(WaitStatus.Unknown);
        else
            _context.Loop.Schedule(_context.Loop.Now + BetweenLooks, () => AskHowItEnded(child, handle, until));
    }

    /// <summary>Where a later daemon could adopt it, that is written down.</summary>
    private void Remember(Child child, ChildMarks? marks)
    {
        if (marks is null || child.Exit is not null || _context.StateFile is not { } file)
            return;
        file.Born(new LastingChild(
            GroupName,
            Name,
            marks,
            StartTime,
            Status.Restarts,
            OptionDigests.Of(Options, file.Salt),
            StdoutAutoLog is null ? null : StdoutLogFile,
            StderrAutoLog is null ? null : StderrLogFile));
    }
}
