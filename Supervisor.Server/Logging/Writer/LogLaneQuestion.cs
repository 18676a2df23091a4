namespace Supervisor.Server.Logging;

/// <summary>Asks the thread of a lane for its sink as data.</summary>
/// <param name="names">The paths that the sink was opened by.</param>
/// <param name="users">The logs that write there.</param>
/// <param name="hold">Keeps the lane from writing on; null for no hold.</param>
internal sealed class LogLaneQuestion(IReadOnlyList<string> names, IReadOnlyList<ChildLogRecord> users, LogHold? hold)
{
    private readonly TaskCompletionSource<LogSinkRecord> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<LogSinkRecord> Answer => _answer.Task;

    /// <summary>Returns when the hold is over.</summary>
    public void Tell(LogSink sink)
    {
        _answer.TrySetResult(sink.ToRecord(names, users));
        hold?.Wait();
    }

    public void Refuse(Exception reason) => _answer.TrySetException(reason);
}
