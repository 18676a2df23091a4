using System.Collections.Concurrent;

namespace Supervisor.Server.Logging;

/// <summary>
/// The thread of one log target that may block. Bytes come from the writer's thread in order; how long the target takes for them
/// holds up nothing but the logs that go there.
/// </summary>
internal sealed class LogLane
{
    private readonly Mailbox<LogChunk> _mail = new();
    private readonly LogSink _sink;
    private readonly StreamTarget _target;
    private readonly Action<LogSink> _idle;
    private readonly LogServices _services;
    private readonly ConcurrentQueue<LogLaneQuestion> _questions = new();
    private readonly Thread _thread;
    private long _backlogBytes;
    private volatile bool _isFinishing;

    /// <param name="sink">What it writes; the lane owns its queue.</param>
    /// <param name="target">The sink's target, to be cancelled.</param>
    /// <param name="idle">Called on the lane's thread when it was asked to finish and nothing is left to write.</param>
    /// <param name="services">What all logs share.</param>
    public LogLane(LogSink sink, StreamTarget target, Action<LogSink> idle, LogServices services)
    {
        (_sink, _target, _idle, _services) = (sink, target, idle, services);
        _backlogBytes = sink.QueuedBytes;
        _thread = new Thread(Run) { IsBackground = true, Name = "log-lane" };
        _thread.Start();
    }

    /// <summary>Bytes handed over and not yet written.</summary>
    public long BacklogBytes => Volatile.Read(ref _backlogBytes);

    public bool Post(LogChunk chunk)
    {
        Interlocked.Add(ref _backlogBytes, chunk.Count);
        if (_mail.Post(chunk))
            return true;
        Interlocked.Add(ref _backlogBytes, -chunk.Count);
        return false;
    }

    /// <summary>Asks for a call of <c>idle</c> once everything is written.</summary>
    public void Finish()
    {
        _isFinishing = true;
        _mail.Post(default);
    }

    /// <summary>
    /// The sink as data, with everything in it that was posted before and is not written. A write that waits is put off for a moment: its
    /// bytes are among that. Fails with PosixException where the lane has ended.
    /// </summary>
    /// <param name="names">The paths that the sink was opened by.</param>
    /// <param name="users">The logs that write here.</param>
    /// <param name="hold">Keeps the thread from writing on; null for no hold.</param>
    public Task<LogSinkRecord> ToRecordAsync(IReadOnlyList<string> names, IReadOnlyList<ChildLogRecord> users, LogHold? hold)
    {
        var question = new LogLaneQuestion(names, users, hold);
        _questions.Enqueue(question);
        if (!_mail.Post(default))
            question.Refuse(DiskWorker.Closed());
        _target.Interrupt();
        return question.Answer;
    }

    /// <summary>Takes nothing more, writes what is there, closes the target. Returns at once.</summary>
    public void End() => _mail.Close();

    /// <summary>Waits for the end; false when it did not come in time.</summary>
    public bool Join(TimeSpan grace) => _thread.Join(grace);

    /// <summary>Gives up what still waits.</summary>
    public void Cancel() => _target.Cancel();

    private void Run()
    {
        List<LogChunk> batch = [];
        while (true)
        {
            // Before the mail is taken: what was posted before a question is in its answer.
            var questions = _questions.Count;
            batch = _mail.Take(batch, questions > 0 ? 0 : UntilFlush());
            var isClosed = _mail.IsClosed;
            var waiting = _sink.QueuedBytes;
            foreach (var chunk in batch)
            {
                if (chunk.Bytes is null)
                    continue;
                waiting += chunk.Count;
                _sink.Add(chunk);
            }
            Flush(force: isClosed);
            Interlocked.Add(ref _backlogBytes, _sink.QueuedBytes - waiting);
            Answer(questions);
            if (isClosed && batch.Count == 0)
                break;
            if (_isFinishing && _sink.IsEmpty)
            {
                _isFinishing = false;
                _idle(_sink);
            }
        }
        _sink.Close();
        while (_questions.TryDequeue(out var late))
            late.Refuse(DiskWorker.Closed());
    }

    /// <summary>Something waits though the file is in no trouble where a write was put off, or where an earlier lane left it.</summary>
    private int UntilFlush() => _sink.IsFailing ? Math.Max(1, (int)_sink.UntilRetry.TotalMilliseconds + 1) : _sink.IsEmpty ? -1 : 0;

    private void Answer(int questions)
    {
        if (questions == 0)
            return;
        for (; questions > 0 && _questions.TryDequeue(out var question); questions--)
            question.Tell(_sink);
        _target.WaitAgain();
        // Whoever asked just now may have had the interruption taken away.
        if (!_questions.IsEmpty)
            _target.Interrupt();
    }

    /// <summary>Whatever happens is told, and the next bytes are tried.</summary>
    private void Flush(bool force)
    {
        try
        {
            _sink.Flush(force);
        }
        catch (Exception failure)
        {
            _services.Report(failure);
        }
    }
}
