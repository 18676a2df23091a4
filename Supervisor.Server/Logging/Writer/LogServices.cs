namespace Supervisor.Server.Logging;

/// <summary>What every open log file shares.</summary>
internal sealed record LogServices(LogFailurePolicy Policy, LogBufferPool Pool, TimeProvider Time, Func<IMainLog?> MainLog)
{
    /// <summary>Tells of a mistake of ours. Where not even that can be done, there is nobody left to tell.</summary>
    public void Report(Exception failure)
    {
        try
        {
            MainLog()?.WorkFailed(failure);
        }
        catch (Exception)
        {
            // The next piece of work goes on.
        }
    }
}
