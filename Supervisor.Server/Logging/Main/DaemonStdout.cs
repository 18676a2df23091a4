using System.Text;

namespace Supervisor.Server.Logging;

/// <summary>
/// The daemon's stdout as a place for what programs write, as a container's log wants it. Opened when it is first written to. A reader that does not keep
/// up loses lines, which is told there: no program waits for it. Loop thread only.
/// </summary>
/// <param name="writer">Who writes it.</param>
/// <param name="open">The log that an earlier object had open; null for none.</param>
internal sealed class DaemonStdout(LogWriter writer, int? open = null)
{
    private const long MostQueuedBytes = 4 * 1024 * 1024;

    private ChildLog? _log = writer.Resumed(open);
    private long _lostLines;

    /// <summary>The number of the log; null while nothing was written.</summary>
    public int? Log => _log?.Number;

    /// <param name="line">With its end.</param>
    public void Write(ReadOnlySpan<byte> line)
    {
        _log ??= Open();
        if (_log.Queued > MostQueuedBytes)
        {
            _lostLines++;
            return;
        }
        if (_lostLines > 0)
            _log.Write(Encoding.UTF8.GetBytes($"supervisord stderr | {_lostLines} lines were lost, they were not read fast enough\n"));
        _lostLines = 0;
        _log.Write(line);
    }

    /// <summary>Lets go of it, when what was written is written.</summary>
    public Task CloseAsync()
    {
        var log = _log;
        _log = null;
        return log?.CloseAsync() ?? Task.CompletedTask;
    }

    /// <summary>What is written before it is open waits behind the opening; where it cannot be opened it is nowhere.</summary>
    private ChildLog Open()
    {
        var log = new ChildLog(writer, new LogFileOptions("/dev/stdout", 0, 0), action => action());
        _ = OpenAsync(log);
        return log;
    }

    private static async Task OpenAsync(ChildLog log)
    {
        try
        {
            await log.OpenAsync().ConfigureAwait(false);
        }
        catch (Interop.PosixException)
        {
            // A daemon without a stdout: there is nobody to tell.
        }
    }
}
