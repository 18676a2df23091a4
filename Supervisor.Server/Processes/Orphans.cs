using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Finds the programs that an earlier life of the daemon left running when it was killed, and names or stops them, before the first program is
/// started. Reads <c>/proc</c> once, on a worker of the pool; where there is none, nobody is found. Loop thread only.
/// </summary>
internal sealed class Orphans(ProcessContext context, IReadOnlyList<GroupOptions> groups, IReadOnlySet<int> adopted)
{
    /// <summary>Something that is stuck holds up who reads of it: a start does not wait longer. Where they are to be stopped more depends on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceToStop = TimeSpan.FromSeconds(10);

    /// <summary>What was sent SIGKILL is left so long to die.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks at a process of a kernel that does not tell its end.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Completes when all has been done that the policy asks for: with <c>stop</c> that takes the longest <c>stopwaitsecs</c> and two seconds at most.</summary>
    /// <param name="policy">What is to be done.</param>
    /// <param name="givenUp">Completes when the daemon itself is asked to stop: then nobody is waited for.</param>
    public async Task SettleAsync(OrphanPolicy policy, Task givenUp)
    {
        if (policy == OrphanPolicy.Ignore)
            return;
        var programs = Programs();
        var orphans = await FindAsync(policy, programs);
        if (policy == OrphanPolicy.Stop)
        {
            var stops = orphans.Select(found => StopAsync(found.Orphan, programs.GetValueOrDefault(found.Marks), givenUp)).ToList();
            await Task.WhenAny(Task.WhenAll(stops), givenUp);
            return;
        }
        foreach (var (orphan, _) in orphans)
            context.Log.OrphanRuns(orphan);
    }

    private Dictionary<ProgramMarks, ProcessOptions> Programs()
    {
        var programs = new Dictionary<ProgramMarks, ProcessOptions>();
        foreach (var group in groups)
        {
            foreach (var process in group.Processes)
                programs.TryAdd(ProgramMarks.Given(ProcessEnvironment.OwnOf(process, group.Name, context.ServerUrl), context.Environment), process);
        }
        return programs;
    }

    /// <summary>None where that failed or took too long.</summary>
    private async Task<IReadOnlyList<(Survivor Orphan, ProgramMarks Marks)>> FindAsync(OrphanPolicy policy, Dictionary<ProgramMarks, ProcessOptions> programs)
    {
        var owners = programs.ToDictionary(program => program.Key, program => program.Value.Uid ?? Credentials.CurrentUid);
        var search = new OrphanSearch(owners, context.ServerUrl);
        var finding = Task.Run(() => search.Among(ProcessList.Read(), new ProcessFacts(), adopted));
        var stops = policy == OrphanPolicy.Stop;
        string reason;
        try
        {
            if (await context.Loop.CompletesWithinAsync(finding, stops ? PatienceToStop : Patience))
                return await finding;
            reason = $"/proc did not tell within {PatienceToStop.TotalSeconds:0} seconds who runs";
        }
        catch (Exception failure)
        {
            reason = failure.Message;
        }
        if (stops)
            context.Log.OrphansNotFound(reason);
        return [];
    }

    /// <summary>As its program would be stopped. One whose program is not configured any more is stopped by the defaults.</summary>
    private async Task StopAsync(Survivor orphan, ProcessOptions? options, Task givenUp)
    {
        var process = orphan.Process;
        using var handle = await Task.Run(() => ProcessHandle.Open(process));
        if (handle is null)
            return;
        var signal = options?.StopSignal ?? ProgramDefaults.StopSignal;
        context.Log.StoppingOrphan(orphan, signal);
        if (!await SendAsync(orphan, handle, signal, options?.StopAsGroup == true))
            return;
        if (!await EndsWithinAsync(handle, TimeSpan.FromSeconds(options?.StopWaitSeconds ?? ProgramDefaults.StopWaitSeconds), givenUp))
        {
            if (givenUp.IsCompleted)
                return;
            context.Log.KillingOrphan(orphan);
            if (!await SendAsync(orphan, handle, Signals.SIGKILL, options?.KillAsGroup == true))
                return;
            if (!await EndsWithinAsync(handle, KillPatience, givenUp))
            {
                context.Log.LeftBehind(orphan.ProgramName, process.Pid);
                return;
            }
        }
        context.Log.StoppedOrphan(orphan);
    }

    /// <summary>False where the signal was refused, which is told. That it has ended meanwhile is as good.</summary>
    private async Task<bool> SendAsync(Survivor orphan, ProcessHandle handle, int signal, bool asGroup)
    {
        var errno = await Task.Run(() => handle.Signal(signal, asGroup));
        if (errno is 0 or Errno.ESRCH)
            return true;
        context.Log.OrphanRefused(orphan, errno);
        return false;
    }

    private async Task<bool> EndsWithinAsync(ProcessHandle handle, TimeSpan time, Task givenUp)
    {
        if (handle.Descriptor >= 0)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watch = context.Loop.Watch(handle.Descriptor, _ => ended.TrySetResult());
            await context.Loop.CompletesWithinAsync(Task.WhenAny(ended.Task, givenUp), time);
            return ended.Task.IsCompleted;
        }
        var until = context.Loop.Now + time;
        while (await Task.Run(() => handle.IsAlive))
        {
            if (context.Loop.Now >= until || givenUp.IsCompleted)
                return false;
            await context.Loop.Delay(BetweenLooks);
        }
        return true;
    }
}
