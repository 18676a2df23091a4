namespace Supervisor.Server.Logging;

/// <summary>Asks the thread of a lane for its sink as data.</summary>
/// <param name="names">The paths that the sink was opened by.</param>
/// <param name="users">The logs that write there.</param>
internal sealed class LogLaneQuestion(IReadOnlyList<string> names, IReadOnlyList<ChildLogRecord> users)
{
    private readonly TaskCompletionSource<LogSinkRecord> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<LogSinkRecord> Answer => _answer.Task;

    public void Tell(LogSink sink) => _answer.TrySetResult(sink.ToRecord(names, users));

    public void Refuse(Exception reason) => _answer.TrySetException(reason);
}
