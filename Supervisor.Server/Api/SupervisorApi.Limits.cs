using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Limits and priorities of programs that run.</summary>
internal sealed partial class SupervisorApi
{
    /// <summary>
    /// Sets limits of a running process and its descendants, until its next start. Returns a sentence for each that was refused. The names are
    /// those of the configuration; a limit may be named without <c>rlimit_</c>.
    /// </summary>
    public async Task<IReadOnlyList<string>> SetLimitsAsync(string name, IReadOnlyList<string> assignments)
    {
        var process = FindProcess(name);
        var settings = ResourceParser.InOrder(assignments.SelectMany(Setting));
        if (process.Status.Pid == 0)
            throw new RpcException(FaultCode.NotRunning, name);
        await process.WhenLaunched;
        if (process.Status.Pid is not (not 0 and var pid))
            throw new RpcException(FaultCode.NotRunning, name);
        var refused = await LiveResources.SetAsync(pid, settings);
        context.Log.Info($"limits of '{process.Name}' (pid {pid}) changed until its next start: {string.Join(", ", assignments)}");
        foreach (var sentence in refused)
            context.Log.Warn($"'{process.Name}': {sentence}");
        return refused;
    }

    /// <summary>What is configured and what a process has now; a text is empty where nothing is.</summary>
    public async Task<IReadOnlyList<LimitInfo>> GetLimitsAsync(string name)
    {
        var process = FindProcess(name);
        var (pid, configured) = (process.Status.Pid, process.Options.Resources);
        return await Task.Run(() => (IReadOnlyList<LimitInfo>)
        [
            .. ResourceText.Keys.Select(key => new LimitInfo(
                key, ResourceText.ValueOf(configured, key) ?? "", pid == 0 ? "" : ResourceText.ValueOf(ResourceCalls.Read(pid, key), key) ?? "")),
        ]);
    }

    private static IReadOnlyList<ResourceSetting> Setting(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? assignment : assignment[..equals].Trim().ToLowerInvariant();
        var key = ResourceParser.IsKey(name) ? name : ResourceText.LimitPrefix + name;
        if (equals < 0 || !ResourceText.Keys.Contains(key))
        {
            var known = string.Join(", ", ResourceText.Limits.Select(l => l.Name).Where(l => l != ResourceText.Nice));
            throw new RpcException(FaultCode.IncorrectParameters, $"{assignment} (KEY=VALUE with one of: {known}, rlimit_nice, nice, ionice, oom_score_adj, cpu_affinity)");
        }
        try
        {
            return ResourceParser.Parse(key, assignment[(equals + 1)..]);
        }
        catch (ConfigurationException refusal)
        {
            throw new RpcException(FaultCode.IncorrectParameters, refusal.Message);
        }
    }
}
