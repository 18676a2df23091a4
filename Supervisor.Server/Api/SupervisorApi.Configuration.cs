using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Rereading the configuration and making what runs follow it.</summary>
internal sealed partial class SupervisorApi
{
    /// <summary>Reads the configuration again and tells by groups how it differs from what runs.</summary>
    public async Task<ConfigurationDiff> ReloadConfigAsync()
    {
        var before = daemon.Configuration.Messages;
        try
        {
            await daemon.RereadAsync();
        }
        catch (ConfigurationException error)
        {
            foreach (var warning in error.Warnings)
                context.Log.Warn(warning);
            throw new RpcException(FaultCode.CantReread, error.Message);
        }
        // A start says them all; from then on only what is new, since tools reread by the minute.
        foreach (var message in daemon.Configuration.Messages.Except(before).Where(m => m.Level >= LogLevel.Warn))
            context.Log.Write(message.Level, message.Text);
        return ConfigurationDiff.Between(Running(), daemon.Configuration.Groups);
    }

    /// <summary>What an update would do to each process. Nothing is written to the log either: a plan may be asked for by the minute.</summary>
    public async Task<IReadOnlyList<PlannedChange>> GetPlanAsync()
    {
        try
        {
            var wanted = BrokenFiles.Keep(await daemon.ReadConfigurationAsync(), Running());
            return [.. wanted.BrokenFiles.Select(PlannedChange.Of), .. PlanTo(wanted)];
        }
        catch (ConfigurationException error)
        {
            throw new RpcException(FaultCode.CantReread, error.Message);
        }
    }

    /// <summary>A FastCGI socket that cannot be had is told now, and the group is not added; stock breaks off with HTTP 500.</summary>
    public async Task<bool> AddProcessGroupAsync(string name)
    {
        var options = daemon.Configuration.Groups.FirstOrDefault(g => g.Name == name) ?? throw new RpcException(FaultCode.BadName, name);
        try
        {
            await table.CheckSocketsAsync(options);
        }
        catch (FastCgiSocketException error)
        {
            context.Log.Error($"process group '{name}' could not be added: {error.Message}");
            throw new RpcException(FaultCode.Failed, error.Message);
        }
        RefuseWhileStopping();
        if (!await table.AddAsync(options))
            throw new RpcException(FaultCode.AlreadyAdded, name);
        return true;
    }

    public bool RemoveProcessGroup(string name)
    {
        if (!table.Remove(FindGroup(name)))
            throw new RpcException(FaultCode.StillRunning, name);
        return true;
    }

    private List<GroupOptions> Running() => [.. table.Groups.Select(g => g.Options)];

    public IReadOnlyList<ConfigInfo> GetAllConfigInfo() =>
    [
        .. from options in daemon.Configuration.Groups
           let running = table.Find(options.Name)
           from process in options.Processes
           orderby process.Name
           select Describe(options, process, running),
    ];

    /// <summary>An AUTO log shows its file's name until the first reread, and "auto" after it: clients have seen both for ever.</summary>
    private static ConfigInfo Describe(GroupOptions group, ProcessOptions options, ProcessGroup? running)
    {
        var live = ReferenceEquals(running?.Options, group) ? running!.Find(options.Name) : null;
        return new ConfigInfo
        {
            AutoStart = options.AutoStart,
            AutoRestart = options.AutoRestart switch
            {
                RestartPolicy.Always => AutoRestart.Always,
                RestartPolicy.Never => AutoRestart.Never,
                _ => AutoRestart.Unexpected,
            },
            Directory = options.Directory,
            Uid = options.Uid,
            Command = options.Command,
            ExitCodes = options.ExitCodes,
            Group = group.Name,
            GroupPriority = group.Priority,
            InUse = running is not null,
            KillAsGroup = options.KillAsGroup,
            Name = options.Name,
            ProcessPriority = options.Priority,
            RedirectStderr = options.RedirectStderr,
            StartRetries = options.StartRetries,
            StartSeconds = options.StartSeconds,
            Stdout = Describe(options.Stdout, LogFileText(options.Stdout.LogFile, live?.StdoutLogFile)),
            StopSignal = options.StopSignal,
            StopWaitSeconds = options.StopWaitSeconds,
            Stderr = Describe(options.Stderr, options.RedirectStderr ? null : LogFileText(options.Stderr.LogFile, live?.StderrLogFile)),
            ServerUrl = options.ServerUrl,
        };
    }

    private static ConfigChannelInfo Describe(ChannelOptions channel, string? logFile) => new(
        channel.CaptureMaxBytes, channel.EventsEnabled, logFile, channel.LogFileBackups, channel.LogFileMaxBytes, channel.Syslog);

    private static string? LogFileText(LogTarget target, string? live) => target.Kind switch
    {
        LogTargetKind.None => null,
        LogTargetKind.Auto => live ?? "auto",
        _ => target.Path,
    };
}
