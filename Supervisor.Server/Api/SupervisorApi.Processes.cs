using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Starting, stopping and signalling.</summary>
internal sealed partial class SupervisorApi
{
    private static readonly TimeSpan StopReportInterval = TimeSpan.FromSeconds(2);

    /// <returns>What came of each process of <c>group:*</c>; null where the name is one process's, and it is done.</returns>
    /// <param name="name">A process, or <c>group:*</c>.</param>
    /// <param name="wait">Whether to answer only when it is known how the start went.</param>
    /// <param name="withNeeds">Whether it waits for what it depends on, which is started first; else it starts at once.</param>
    public async Task<IReadOnlyList<ProcessResult>?> StartProcessAsync(string name, bool wait, bool withNeeds = true)
    {
        var (group, process) = Find(name);
        if (process is null)
            return await StartEachAsync(group.ByPriority, wait, withNeeds);
        await StartAsync(process, name, wait, withNeeds ? [] : null);
        return null;
    }

    public Task<IReadOnlyList<ProcessResult>> StartProcessGroupAsync(string name, bool wait) => StartEachAsync(FindGroup(name).ByPriority, wait);

    public Task<IReadOnlyList<ProcessResult>> StartAllProcessesAsync(bool wait) => StartEachAsync(table.AllByPriority, wait);

    /// <inheritdoc cref="StartProcessAsync" path="/returns"/>
    public async Task<IReadOnlyList<ProcessResult>?> StopProcessAsync(string name, bool wait)
    {
        var (group, process) = Find(name);
        if (process is null)
            return await StopProcessGroupAsync(group.Name, wait);
        await StopAsync(process, name, wait);
        TellOfDependents(process);
        return null;
    }

    public Task<IReadOnlyList<ProcessResult>> StopProcessGroupAsync(string name, bool wait) => StopEachAsync(FindGroup(name).ByPriority, wait);

    public Task<IReadOnlyList<ProcessResult>> StopAllProcessesAsync(bool wait) => StopEachAsync(table.AllByPriority, wait);

    /// <inheritdoc cref="StartProcessAsync" path="/returns"/>
    public async Task<IReadOnlyList<ProcessResult>?> SignalProcessAsync(string name, string signal)
    {
        var (group, process) = Find(name);
        if (process is null)
            return await SignalProcessGroupAsync(group.Name, signal);
        await SignalAsync(process, name, signal);
        return null;
    }

    public Task<IReadOnlyList<ProcessResult>> SignalProcessGroupAsync(string name, string signal) => SignalEachAsync(FindGroup(name).ByPriority, signal);

    public Task<IReadOnlyList<ProcessResult>> SignalAllProcessesAsync(string signal) => SignalEachAsync(table.AllByPriority, signal);

    public async Task<bool> SendProcessStdinAsync(string name, ReadOnlyMemory<byte> characters)
    {
        var process = FindProcess(name);
        await process.WhenLaunched;
        if (!process.TakesInput)
            throw new RpcException(FaultCode.NotRunning, name);
        return process.Child?.Input?.Write(characters) switch
        {
            InputOutcome.Accepted => true,
            InputOutcome.Full => throw new RpcException(
                FaultCode.Failed, $"{name} does not read its stdin and {InputChannel.MaxQueued} bytes are waiting already"),
            _ => throw new RpcException(FaultCode.NoFile, name),
        };
    }

    /// <summary>One of them may be begun for the sake of another before its own turn comes: it is a start of this call all the same.</summary>
    private Task<IReadOnlyList<ProcessResult>> StartEachAsync(IEnumerable<ManagedProcess> processes, bool wait, bool withNeeds = true)
    {
        HashSet<ManagedProcess>? begun = withNeeds ? [] : null;
        return ForEachAsync(processes.Where(p => !p.State.IsRunning()), p => StartAsync(p, FullName(p), wait, begun));
    }

    /// <summary>What only waits to be started is stopped, too, and is in no list: nothing was running.</summary>
    private Task<IReadOnlyList<ProcessResult>> StopEachAsync(IEnumerable<ManagedProcess> processes, bool wait)
    {
        var all = processes.ToList();
        foreach (var idle in all.Where(p => !p.State.IsRunning()))
        {
            table.Gates.EndWait(idle);
            idle.CallOffRestart();
        }
        var up = all.Where(p => p.State.IsRunning()).ToList();
        return table.Gates.IsOrdered(up) ? StopInOrderAsync(up, wait) : ForEachAsync(up, p => StopAsync(p, FullName(p), wait));
    }

    private static Task<IReadOnlyList<ProcessResult>> SignalEachAsync(IEnumerable<ManagedProcess> processes, string signal) =>
        ForEachAsync(processes.Where(p => p.State.IsSignallable()), p => SignalAsync(p, FullName(p), signal));

    /// <summary>
    /// The order of the checks is stock's: the command comes before the state, so that a missing file is told even of a process that
    /// runs. A first quick exit is SPAWN_ERROR although more attempts follow.
    /// </summary>
    private async Task StartAsync(ManagedProcess process, string name, bool wait, HashSet<ManagedProcess>? begun)
    {
        var command = await table.Launcher.ResolveAsync(process.Plan);
        if (command.Refusal is { } refusal)
        {
            var code = refusal.Kind == CommandRefusalKind.NotFound ? FaultCode.NoFile : FaultCode.NotExecutable;
            throw new RpcException(code, refusal.Reason);
        }
        // The look at the command took a while, and its group may have been removed meanwhile.
        if (process.IsRetired)
            throw new RpcException(FaultCode.BadName, name);
        if (begun?.Contains(process) == true)
        {
            await FollowStartAsync(process, name, wait);
            return;
        }
        if (process.State.IsRunning())
            throw new RpcException(FaultCode.AlreadyStarted, name);
        if (process.State == ProcessState.Unknown)
            throw new RpcException(FaultCode.Failed, $"{name} is in an unknown process state");
        RefuseWhileStopping();

        if (begun is not null && table.Gates.HoldsUp(process))
        {
            await StartWhenMetAsync(process, name, wait, command, begun);
            return;
        }
        var wasStopping = process.State == ProcessState.Stopping;
        process.Start(command);
        if (wasStopping)
        {
            // Nothing was started: stock answers "abnormal termination" to one who waits and "true" to one who does not.
            if (wait)
                throw new RpcException(FaultCode.AbnormalTermination, name);
            return;
        }
        var settled = process.NextState(state => state != ProcessState.Starting);
        var launched = process.WhenLaunched;
        await Task.WhenAny(launched, settled);
        // Stock does not wait for a child to die: one that was made is a success for a caller who does not wait.
        if (!wait && launched.IsCompletedSuccessfully && launched.Result)
            return;
        Judge(process, name, await settled);
    }

    private static void Judge(ManagedProcess process, string name, ProcessState reached)
    {
        if (reached == ProcessState.Running)
            return;
        throw new RpcException(
            reached == ProcessState.Backoff || process.Status.SpawnError is not null ? FaultCode.SpawnError : FaultCode.AbnormalTermination, name);
    }

    /// <summary>One that only waits to be started is stopped by that.</summary>
    private async Task StopAsync(ManagedProcess process, string name, bool wait)
    {
        if (!process.State.IsRunning())
        {
            if (!(table.Gates.EndWait(process) | process.CallOffRestart()))
                throw new RpcException(FaultCode.NotRunning, name);
            if (wait && process.State == ProcessState.Stopping)
                await StoppedAsync(process, process.NextState(ProcessStates.IsStopped));
            return;
        }
        var stopped = process.NextState(ProcessStates.IsStopped);
        if (process.Stop() is { } refusal)
            throw new RpcException(FaultCode.Failed, refusal);
        if (wait)
            await StoppedAsync(process, stopped);
    }

    private async Task StoppedAsync(ManagedProcess process, Task stopped)
    {
        while (!stopped.IsCompleted)
        {
            context.Log.WaitingToStop(process.Name);
            await context.Loop.CompletesWithinAsync(stopped, StopReportInterval);
        }
    }

    /// <summary>A bad signal is told before a bad state.</summary>
    private static async Task SignalAsync(ManagedProcess process, string name, string signal)
    {
        if (!Signals.TryParse(signal, out var number))
            throw new RpcException(FaultCode.BadSignal, signal);
        if (!process.State.IsSignallable())
            throw new RpcException(FaultCode.NotRunning, name);
        await process.WhenLaunched;
        if (process.SendSignal(number) is { } refusal)
            throw new RpcException(FaultCode.Failed, refusal);
    }
}
