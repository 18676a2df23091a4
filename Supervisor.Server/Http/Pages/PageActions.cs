using System.Globalization;
using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Api;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// What <c>?action=</c> does, and the message that tells of it, worded as stock words it. <c>processname=GROUP:*</c> means a whole
/// group; that and <c>startall</c> stock does not know. Loop thread only.
/// </summary>
internal sealed class PageActions(SupervisorApi api, TimeProvider time)
{
    public const string Refresh = "refresh";

    private static readonly string[] ForAll = [Refresh, "startall", "restartall", "stopall", PlanNotice.Action];
    private static readonly string[] ForOne = ["start", "stop", "restart", "clearlog"];

    /// <summary>Why an action cannot be understood; null for one that can.</summary>
    public static string? Flaw(string action, string? name)
    {
        if (ForAll.Contains(action))
            return null;
        if (!ForOne.Contains(action))
            return $"There is no action {Quoted(action)}; there are {string.Join(", ", ForOne)} and {string.Join(", ", ForAll)}.";
        return name is null ? $"The action {Quoted(action)} needs a processname." : null;
    }

    /// <summary>Completes when the thing is done; only what nobody expected is thrown.</summary>
    public async Task<string> PerformAsync(string action, string? name)
    {
        switch (action)
        {
            case Refresh:
                return $"Page refreshed at {Now()}";
            case "startall":
                return $"All started at {Now(await api.StartAllProcessesAsync(wait: true))}";
            case "stopall":
                return $"All stopped at {Now(await api.StopAllProcessesAsync(wait: true))}";
            case "restartall":
                await api.StopAllProcessesAsync(wait: true);
                return $"All restarted at {Now(await api.StartAllProcessesAsync(wait: true))}";
            case PlanNotice.Action:
                return await ApplyPlanAsync();
        }
        if (action != "clearlog" && api.FindWholeGroup(name!) is { } group)
            return await PerformOnGroupAsync(action, group);
        if (api.FindOverview(name!) is null)
            return $"No such process named {name}";
        return await PerformOnOneAsync(action, name!);
    }

    private async Task<string> ApplyPlanAsync()
    {
        try
        {
            var steps = await api.ApplyPlanAsync([]);
            var failed = steps.Where(step => step.Action == "failed").Select(step => $"{step.Group}: {step.Text}").ToList();
            return failed.Count > 0 ? $"ERROR: Configuration applied at {Now()}, except {string.Join(", ", failed)}" : $"Configuration applied at {Now()}";
        }
        catch (RpcException refusal)
        {
            return Unexpected(refusal);
        }
    }

    private async Task<string> PerformOnOneAsync(string action, string name)
    {
        try
        {
            switch (action)
            {
                case "start":
                    return await StartAsync(name, "started");
                case "stop":
                    await api.StopProcessAsync(name, wait: true);
                    return $"Process {name} stopped";
                case "restart":
                    await StopIfRunningAsync(name);
                    return await StartAsync(name, "restarted");
                default:
                    await api.ClearProcessLogsAsync(name);
                    return $"Log for {name} cleared";
            }
        }
        catch (RpcException refusal)
        {
            return Unexpected(refusal);
        }
    }

    private async Task<string> PerformOnGroupAsync(string action, string group)
    {
        if (action is "stop" or "restart")
        {
            var failures = Failures(await api.StopProcessGroupAsync(group, wait: true));
            if (failures.Count > 0 || action == "stop")
                return Outcome("stopped", failures);
        }
        return Outcome(action == "start" ? "started" : "restarted", Failures(await api.StartProcessGroupAsync(group, wait: true)));

        string Outcome(string done, List<string> failures) =>
            failures.Count == 0 ? $"Group {group} {done}" : $"ERROR: Group {group}: {string.Join(", ", failures)}";
    }

    private async Task<string> StartAsync(string name, string done)
    {
        try
        {
            await api.StartProcessAsync(name, wait: true);
            return $"Process {name} {done}";
        }
        catch (RpcException refusal)
        {
            return $"ERROR: Process {name}: {Reason(refusal.Code) ?? Unexpected(refusal)}";
        }
    }

    /// <summary>Stock tells of no failure of a restart, not even that nothing was started. Here only "it did not run" goes untold.</summary>
    private async Task StopIfRunningAsync(string name)
    {
        try
        {
            await api.StopProcessAsync(name, wait: true);
        }
        catch (RpcException refusal) when (refusal.Code == FaultCode.NotRunning)
        {
            // Then it only has to be started.
        }
    }

    private static string Quoted(string action) => QuotedText.Of(Encoding.UTF8.GetBytes(action));

    private static string? Reason(FaultCode code) => code switch
    {
        FaultCode.NoFile => "no such file",
        FaultCode.NotExecutable => "file not executable",
        FaultCode.AlreadyStarted => "already started",
        FaultCode.SpawnError => "spawn error",
        FaultCode.AbnormalTermination => "abnormal termination",
        _ => null,
    };

    private static string Unexpected(RpcException refusal) => $"unexpected rpc fault [{(int)refusal.Code}] {refusal.Message}";

    /// <summary>Each process that something failed for, with the reason in brackets.</summary>
    private static List<string> Failures(IReadOnlyList<ProcessResult> results) =>
    [
        .. from result in results
           where result.Status != FaultCode.Success
           let name = SupervisorApi.FullName(result)
           orderby name
           select $"{name} ({Reason(result.Status) ?? result.Description})",
    ];

    private string Now(IReadOnlyList<ProcessResult> results) =>
        Failures(results) is { Count: > 0 } failures ? $"{Now()}, except {string.Join(", ", failures)}" : Now();

    /// <summary>As C's <c>ctime</c> prints it: <c>Wed Nov 25 09:20:13 2026</c>, the day padded with a space.</summary>
    private string Now()
    {
        var now = time.GetLocalNow();
        return string.Create(CultureInfo.InvariantCulture, $"{now:ddd MMM} {now.Day,2} {now:HH:mm:ss yyyy}");
    }
}
