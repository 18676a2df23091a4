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
    private readonly Thread _thread;
    private long _queuedBytes;
    private long _droppedLines;

    /// <param name="send">Takes one zero-terminated line, and may wait; syslog(3) where it is not given.</param>
    public SyslogLane(Action<byte[]>? send = null)
    {
        _send = send ?? Syslog.Info;
        _thread = new Thread(Run) { IsBackground = true, Name = "syslog" };
        _thread.Start();
    }

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

    /// <summary>Takes no more and waits for what is there; false when that took too long.</summary>
    public bool Close(TimeSpan grace)
    {
        _mail.Close();
        return _thread.Join(grace);
    }

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
                _send(text);
                Interlocked.Add(ref _queuedBytes, -text.Length);
            }
            if (batch.Count == 0 && _mail.IsClosed)
                return;
        }
    }
}
