namespace Supervisor.Tests.Support;

/// <summary>Stock's own client, in Python, as people run it: the judge of what the daemon answers.</summary>
internal static class SupervisorCtl
{
    public static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] arguments)
    {
        var client = await StockSupervisor.ProgramAsync("supervisorctl");
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, .. arguments], supervisor.Directory.Path);
    }
}
