using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Api;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>
/// The way from one image of the program to the next: ask the new one, let calls end, hold up what comes, freeze, execute. Until the exec each step
/// can be taken back, and is where anything is in the way. Loop thread only.
/// </summary>
internal sealed class UpgradeSequence(SupervisorHost host, HostServices services, IMainLog log) : IUpgrades
{
    /// <summary>How long requests under way have when no new ones are taken.</summary>
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long starts under way have.</summary>
    private static readonly TimeSpan LaunchPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ExecPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(2);

    /// <summary>What was posted may have posted more; that ends, or something is wrong.</summary>
    private const int MostTurnsToFreeze = 100;

    /// <summary>A stop or a restart wins.</summary>
    public const string IsEnding = "the daemon is stopping or restarting";

    private bool _isUnderWay;
    private bool _isAnnounced;

    public int Generation => services.Upgrades.Generation;

    public UpgradeReport? Last => services.Upgrades.Last;

    public string LastError => services.Upgrades.LastError;

    public async Task<string> CheckAsync()
    {
        try
        {
            return (await AskAsync()).Version;
        }
        catch (Exception refused)
        {
            throw new RpcException(FaultCode.Failed, Reason(refused));
        }
    }

    public async Task<int> BeginAsync()
    {
        if (_isUnderWay)
            throw new RpcException(FaultCode.Failed, "an upgrade is under way");
        _isUnderWay = true;
        services.Upgrades.LastError = "";
        try
        {
            var (stamp, version) = await AskAsync();
            log.Info($"upgrade from {ProductVersion.Text} to {version} begins");
            _ = CarryOutAsync(stamp);
            return Generation + 1;
        }
        catch (Exception refused)
        {
            Refuse(refused);
            throw new RpcException(FaultCode.Failed, LastError);
        }
    }

    /// <summary>Asked for by a signal: the answer stands in the log.</summary>
    public async void BeginBySignal()
    {
        try
        {
            await BeginAsync();
        }
        catch (RpcException)
        {
            // Told already.
        }
    }

    /// <summary>The loop runs as ever; the state that is tried is out of date at once.</summary>
    private async Task<(FileStamp Stamp, string Version)> AskAsync()
    {
        VerifyRunning();
        var stamp = services.Program.Examine();
        var state = HandoverFile.Write(State(await host.ToRecordAsync(allowLaunches: true), isTrial: true));
        try
        {
            var answer = await TakeoverProbe.RunAsync(services.Loop, host.Table, services.Program.Path!, state, host.StopRequested);
            return (stamp, answer.Version);
        }
        finally
        {
            Pipes.Close(state);
        }
    }

    private void VerifyRunning()
    {
        if (host.State != SupervisorState.Running || host.IsRestartPending)
            throw new UpgradeRefusedException(IsEnding);
    }

    private async Task CarryOutAsync(FileStamp stamp)
    {
        try
        {
            await host.CallsEndAsync(host.Configuration.Supervisord.UpgradeWait);
            host.HoldStarts();
            await Task.WhenAll(host.ParkServersAsync(RequestPatience), StartsEndAsync());
            FreezeInTurn(stamp, MostTurnsToFreeze);
        }
        catch (Exception refused)
        {
            GoOn(refused);
        }
    }

    private async Task StartsEndAsync()
    {
        var until = services.Loop.Now + LaunchPatience;
        while (host.IsStarting && services.Loop.Now < until)
            await services.Loop.Delay(LookAgain);
    }

    /// <summary>By the loop's own thread, after what was posted before: in the turn that executes nothing else may be waiting.</summary>
    private void FreezeInTurn(FileStamp stamp, int turnsLeft) => services.Loop.Post(() =>
    {
        try
        {
            host.Table.Reap();
            if (services.Loop.HasMail && turnsLeft > 0)
                FreezeInTurn(stamp, turnsLeft - 1);
            else
                Freeze(stamp);
        }
        catch (Exception refused)
        {
            GoOn(refused);
        }
    });

    /// <summary>Comes back only by an exception.</summary>
    private void Freeze(FileStamp stamp)
    {
        VerifyRunning();
        var frozenAt = services.Time.GetTimestamp();
        using var hold = new LogHold();
        var snapshot = host.ToRecord(hold);
        if (services.Program.Examine() != stamp)
            throw new UpgradeRefusedException($"'{services.Program.Path}' was replaced meanwhile");
        // An exec would wait for it, after the point of no return.
        if (ProcessList.OwnThreads().Where(thread => thread.IsStuck).Select(thread => thread.Name).FirstOrDefault() is { } stuck)
            throw new UpgradeRefusedException($"the thread '{stuck}' waits for a disk");
        var old = Libc.open(ProcessStart.OwnBinary, Libc.O_PATH | Libc.O_CLOEXEC, 0);
        var state = -1;
        try
        {
            state = HandoverFile.Write(State(snapshot, isTrial: false) with { FrozenAt = frozenAt, Generation = Generation + 1 });
            services.Manager.Upgrading();
            _isAnnounced = true;
            Execute(state, old, SnapshotDescriptors.Of(snapshot));
        }
        finally
        {
            foreach (var descriptor in new[] { old, state }.Where(descriptor => descriptor >= 0))
                Pipes.Close(descriptor);
        }
    }

    private void Execute(int state, int old, IReadOnlyList<int> descriptors)
    {
        var environment = ProcessStart.Environment.Where(variable => !variable.StartsWith($"{Daemon.PipeVariable}=", StringComparison.Ordinal));
        var exec = new ExecJob(
            services.Program.Path!,
            [.. environment, $"{ProcessStart.HandoverVariable}={HandoverFile.Name(state, old)}"],
            [.. descriptors, state, old],
            services.MainThread);
        services.SpawnQueue.Post(exec);
        exec.AwaitFailure(ExecPatience);
        throw new UpgradeRefusedException(exec.Failure);
    }

    /// <param name="snapshot">What the life owns, or owned a moment ago.</param>
    /// <param name="isTrial">Of what has been closed since nothing is said.</param>
    private HandoverState State(DaemonSnapshot snapshot, bool isTrial) => new(
        HandoverState.CurrentFormat,
        ProductVersion.Text,
        Generation,
        services.StartDirectory,
        services.Program.Path!,
        services.Time.GetTimestamp(),
        [.. SnapshotDescriptors.Required(snapshot).Select(descriptor => Kept(descriptor, isTrial)).OfType<KeptDescriptor>()],
        services.LogWriter.Agents,
        snapshot);

    private static KeptDescriptor? Kept(int descriptor, bool isTrial)
    {
        if (LogFileCalls.Status(descriptor, out var status) >= 0)
            return new(descriptor, status.Device, status.Inode);
        return isTrial ? null : throw new UpgradeRefusedException($"descriptor {descriptor} is not open");
    }

    /// <summary>Everything as before, and the reason in the log.</summary>
    private void GoOn(Exception refused)
    {
        services.Loop.Guard(() => host.LetStartsGo());
        _ = host.UnparkServersAsync();
        if (_isAnnounced)
            services.Manager.Ready();
        _isAnnounced = false;
        Refuse(refused);
    }

    private void Refuse(Exception refused)
    {
        _isUnderWay = false;
        services.Upgrades.LastError = Reason(refused);
        log.Error($"upgrade refused, {ProductVersion.Text} goes on: {LastError}");
    }

    /// <summary>What is no sentence of ours is told with its trace, and is no reason to end either.</summary>
    private static string Reason(Exception refused) => refused is UpgradeRefusedException or SnapshotRefusedException ? refused.Message : refused.ToString();
}
