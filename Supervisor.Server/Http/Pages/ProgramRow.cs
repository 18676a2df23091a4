using Supervisor.Rpc.Contract;
using Supervisor.Server.Api;

namespace Supervisor.Server.Http.Pages;

/// <summary>How a state is to be felt about: what colours, filters and counts go by.</summary>
internal enum Tone
{
    Running,
    Changing,
    Stopped,
    Warning,
    Failed,
}

/// <summary>What one program's line says, in words and in what can be done: the page and the live feed both show this.</summary>
internal sealed record ProgramRow
{
    public required string Group { get; init; }

    public required string Process { get; init; }

    /// <summary>The name that requests go by.</summary>
    public required string Name { get; init; }

    /// <summary>The wire's name of the state, in lower case.</summary>
    public required string State { get; init; }

    public required Tone Tone { get; init; }

    /// <summary>What the state does not say: the exit status, the error.</summary>
    public required string Detail { get; init; }

    /// <summary>Epoch seconds that a clock is shown for: counting up from a start, or the age of a death; 0 for none.</summary>
    public required long Since { get; init; }

    public required int Pid { get; init; }

    public required int Restarts { get; init; }

    /// <summary>Those of <c>start</c>, <c>restart</c>, <c>stop</c> that make sense now.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    public static ProgramRow Of(ProcessOverview process)
    {
        var info = process.Info;
        return new ProgramRow
        {
            Name = process.Name,
            Group = info.Group,
            Process = info.Name,
            State = info.State.WireName().ToLowerInvariant(),
            Tone = ToneOf(process),
            Detail = process.Note.Length > 0 ? process.Note : DetailOf(info),
            Since = info.State switch
            {
                ProcessState.Running => info.Start,
                ProcessState.Starting or ProcessState.Stopping or ProcessState.Unknown => 0,
                _ => info.Start == 0 ? 0 : info.Stop,
            },
            // Of a start the news comes before its pid, so a child that is being started shows none.
            Pid = info.State == ProcessState.Starting ? 0 : info.Pid,
            Restarts = process.Restarts,
            Actions = info.State switch
            {
                ProcessState.Running => ["restart", "stop"],
                ProcessState.Starting or ProcessState.Backoff => ["stop"],
                ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal => ["start"],
                _ => [],
            },
        };
    }

    /// <summary><c>up 0:00:43</c> for what runs, <c>5 min ago</c> for what does not; empty where there is no clock.</summary>
    public string Clock(long now) => Since == 0 ? ""
        : State == "running" ? $"up {ProcessOverview.Uptime(now - Since)}"
        : Age(now - Since);

    private static string Age(long seconds) => seconds switch
    {
        < 60 => $"{Math.Max(0, seconds)} s ago",
        < 3600 => $"{seconds / 60} min ago",
        < 86400 => $"{seconds / 3600} h ago",
        _ => $"{seconds / 86400} d ago",
    };

    private static Tone ToneOf(ProcessOverview process) => process.Info.State switch
    {
        ProcessState.Running => process.IsUnwell ? Tone.Warning : Tone.Running,
        ProcessState.Starting or ProcessState.Stopping => Tone.Changing,
        ProcessState.Stopped => Tone.Stopped,
        ProcessState.Exited => process.ExitExpected ? Tone.Stopped : Tone.Warning,
        ProcessState.Backoff => Tone.Warning,
        _ => Tone.Failed,
    };

    private static string DetailOf(ProcessInfo info) => info.State switch
    {
        ProcessState.Stopped when info.Start == 0 => "not started",
        ProcessState.Exited when info.ExitStatus < 0 => "killed by a signal",
        ProcessState.Exited => $"exit status {info.ExitStatus}",
        ProcessState.Fatal or ProcessState.Backoff => info.Description,
        ProcessState.Unknown => "could not be signalled",
        _ => "",
    };
}
