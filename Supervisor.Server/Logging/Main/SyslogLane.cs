using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// The one way to the system's log and the thread that waits for it: syslog(3) blocks while its daemon does not read. What
/// exceeds the bound meanwhile is dropped and counted; children never wait for it.
/// </summary>
internal sealed class SyslogLane
{
    private const long MostQueuedBytes = 1024 * 1024;

    private readonly Mailbox<byte[]> _mail = new();
    private readonly Action<byte[]> _send;
    private readonly Action<Exception> _report;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queuedBytes;
    private long _droppedLines;

    /// <param name="report">Is told of a mistake of ours.</param>
    /// <param name="send">Takes one zero-terminated line, and may wait; syslog(3) where it is not given.</param>
    public SyslogLane(Action<Exception> report, Action<byte[]>? send = null)
    {
        (_report, _send) = (report, send ?? Syslog.Info);
        new Thread(Run) { IsBackground = true, Name = "syslog" }.Start();
    }

    /// <summary>Completes after <see cref="End"/>, when everything was sent.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends one line. Never waits.</summary>
    public void Send(ReadOnlySpan<byte> line)
    {
        if (Volatile.Read(ref _queuedBytes) > MostQueuedBytes)
        {
            Interlocked.Increment(ref _droppedLines);
            return;
        }
        if (Interlocked.Exchange(ref _droppedLines, 0) is var dropped and > 0)
            Post(System.Text.Encoding.ASCII.GetBytes($"{dropped} lines were lost, the system's log did not take them\0"));
        var text = new byte[line.Length + 1];
        line.CopyTo(text);
        text.AsSpan(0, line.Length).Replace((byte)0, (byte)' ');
        Post(text);
    }

    /// <summary>Whether the system's log has taken everything. Any thread.</summary>
    public bool IsEmpty => Volatile.Read(ref _queuedBytes) == 0;

    /// <summary>Takes no more and sends what is there. Returns at once.</summary>
    public void End() => _mail.Close();

    /// <summary>What was not sent, in a sentence; nothing when all was.</summary>
    public IEnumerable<string> LeftBehind() =>
        _ended.Task.IsCompleted ? [] : [$"the system's log does not take {Volatile.Read(ref _queuedBytes)} bytes"];

    private void Post(byte[] text)
    {
        Interlocked.Add(ref _queuedBytes, text.Length);
        _mail.Post(text);
    }

    private void Run()
    {
        List<byte[]> batch = [];
        while (true)
        {
            batch = _mail.Take(batch, -1);
            foreach (var text in batch)
            {
                Send(text);
                Interlocked.Add(ref _queuedBytes, -text.Length);
            }
            if (batch.Count == 0 && _mail.IsClosed)
                break;
        }
        _ended.SetResult();
    }

    /// <summary>Whatever happens is told, and the next line is sent.</summary>
    private void Send(byte[] text)
    {
        try
        {
            _send(text);
        }
        catch (Exception failure)
        {
            _report(failure);
        }
    }
}
