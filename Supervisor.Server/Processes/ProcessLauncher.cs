using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Makes children out of processes and counts the launches that are under way. What may wait for a disk is done on the spawner's and the
/// log writer's threads, so the loop goes on meanwhile. Loop thread only.
/// </summary>
/// <param name="context">What all processes share.</param>
/// <param name="allLanded">Called when <see cref="InFlight"/> has come down to 0: a death that nobody claimed until now is a stranger's.</param>
internal sealed class ProcessLauncher(ProcessContext context, Action allLanded)
{
    /// <summary>Starts that were asked for while they are held; null where they are not.</summary>
    private List<(ManagedProcess Process, Launch Launch)>? _held;

    /// <summary>Launches whose outcome is not known yet: a death seen meanwhile may be that of one of their children.</summary>
    public int InFlight { get; private set; }

    /// <summary>How many of <see cref="InFlight"/> have not set out.</summary>
    public int Held => _held?.Count ?? 0;

    public bool IsHeld(ManagedProcess process) => _held?.Exists(start => start.Process == process && !start.Launch.IsAbandoned) == true;

    /// <summary>Keeps every start that comes from setting out, until <see cref="LetGo"/>: such a one can be written down.</summary>
    public void Hold() => _held ??= [];

    public void LetGo()
    {
        var held = _held ?? [];
        _held = null;
        held.ForEach(start => SetOut(start.Process, start.Launch, start.Process.Socket));
    }

    /// <summary>
    /// Starts a process of the daemon's own, which is no program's, by a thread of the pool, and tells how it ended. A death that is seen before
    /// its pid is known waits meanwhile.
    /// </summary>
    /// <param name="start">Returns the pid, or throws.</param>
    /// <param name="endOf">Completes with the end of a pid.</param>
    public async Task<OwnProcess> StartOwnAsync(Func<int> start, Func<int, Task<WaitStatus>> endOf)
    {
        InFlight++;
        try
        {
            var pid = await Task.Run(start);
            return new(pid, endOf(pid));
        }
        finally
        {
            if (--InFlight == 0)
                allLanded();
        }
    }

    /// <summary>What the process's command stands for now.</summary>
    public Task<CommandResolution> ResolveAsync(LaunchPlan plan)
    {
        var job = new ResolveJob(plan, context.LogWriter.Mounts);
        context.SpawnQueue.Post(job);
        return job.Done;
    }

    /// <summary>Never fails: whatever is in the way becomes the launch's reason, since a process whose launch never ends could not even be stopped.</summary>
    /// <param name="process">Whose child it is to be.</param>
    /// <param name="command">What the command stands for, where that was looked up a moment ago.</param>
    /// <param name="landed">Takes the outcome, in a later turn of the loop.</param>
    public Launch Begin(ManagedProcess process, CommandResolution? command, Action<Launch> landed)
    {
        var launch = Launch(process.Plan, command, landed);
        if (_held is { } held)
            held.Add((process, launch));
        else
            SetOut(process, launch, process.Socket);
        return launch;
    }

    /// <summary>The same for a hook of a process, which is never held: a snapshot waits for it.</summary>
    public Launch BeginHook(ManagedProcess process, LaunchPlan plan, Action<Launch> landed)
    {
        var launch = Launch(plan, command: null, landed);
        SetOut(process, launch, taken: null);
        return launch;
    }

    private Launch Launch(LaunchPlan plan, CommandResolution? command, Action<Launch> landed)
    {
        InFlight++;
        return new Launch(plan, context, command, launch =>
        {
            try
            {
                landed(launch);
            }
            finally
            {
                if (--InFlight == 0)
                    allLanded();
            }
        });
    }

    private static async void SetOut(ManagedProcess process, Launch launch, IStdinSocket? taken)
    {
        try
        {
            if (!process.WhenLogsNamed.IsCompleted)
                await process.WhenLogsNamed;
            if (taken is { } socket)
                await launch.TakeSocketAsync(socket);
            launch.Begin(process.LogsToOpen());
        }
        catch (FastCgiSocketException refused)
        {
            launch.Fail(refused.Message);
        }
        catch (Exception failure)
        {
            launch.Fail($"cannot start '{process.Name}': {failure.Message}");
        }
    }
}
