using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>The pid file of a running daemon: written once it runs, removed when it ends. Not a lock: a stale one is overwritten.</summary>
internal sealed class PidFile(string path, IMainLog log)
{
    private bool _written;

    /// <summary>A failure is told and the daemon runs on without a pid file.</summary>
    public void Write(int pid)
    {
        try
        {
            File.WriteAllText(path, $"{pid}\n");
            _written = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Critical($"could not write pidfile {path}");
        }
    }

    public void Remove()
    {
        if (!_written)
            return;
        _written = false;
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Warn($"could not remove pidfile {path}: {error.Message}");
        }
    }
}
