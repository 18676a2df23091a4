namespace Supervisor.Server.Processes;

/// <summary>
/// Makes children out of processes and counts the launches that are under way. What may wait for a disk is done on the spawner's and the
/// log writer's threads, so the loop goes on meanwhile. Loop thread only.
/// </summary>
/// <param name="context">What all processes share.</param>
/// <param name="allLanded">Called when <see cref="InFlight"/> has come down to 0: a death that nobody claimed until now is a stranger's.</param>
internal sealed class ProcessLauncher(ProcessContext context, Action allLanded)
{
    /// <summary>Launches whose outcome is not known yet: a death seen meanwhile may be that of one of their children.</summary>
    public int InFlight { get; private set; }

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
        InFlight++;
        var launch = new Launch(process.Plan, context, command, Landed);
        SetOut(process, launch);
        return launch;

        void Landed(Launch launch)
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
        }
    }

    private static async void SetOut(ManagedProcess process, Launch launch)
    {
        try
        {
            if (!process.WhenLogsNamed.IsCompleted)
                await process.WhenLogsNamed;
            if (process.Socket is { } socket)
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
