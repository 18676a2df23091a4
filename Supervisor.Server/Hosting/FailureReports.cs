using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Where exceptions end that nothing else catches: a turn of the loop, a job of the spawner, a subscriber of the event bus. Each is a line of
/// the main log, and the next piece of work goes on. Any thread.
/// </summary>
/// <param name="error">The daemon's stderr, while there is no log.</param>
internal sealed class FailureReports(TextWriter error)
{
    private volatile IMainLog? _log;

    /// <summary>The main log of this life; null between two.</summary>
    public IMainLog? Log
    {
        get => _log;
        set => _log = value;
    }

    public void Report(Exception failure)
    {
        if (_log is { } log)
            log.TurnFailed(failure);
        else
            error.WriteLine($"Error: {failure}");
    }
}
