using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// The pipes of a child that is about to be started, both ends of each. Owns them until they are given away: the child's ends go with the
/// spawn, the daemon's to the channels.
/// </summary>
internal sealed class ChildPipes
{
    /// <summary>What an unprivileged user may have, where nothing else is set (pipe(7)).</summary>
    private const int LongWaitBytes = 1024 * 1024;

    private int _stdinRead = -1;
    private int _stdoutWrite = -1;
    private int _stderrWrite = -1;
    private int _readyWrite = -1;

    /// <summary>The daemon's ends; -1 for one that is not there.</summary>
    public int Stdin { get; private set; } = -1;

    public int Stdout { get; private set; } = -1;

    public int Stderr { get; private set; } = -1;

    /// <summary>Where the child says that it is ready.</summary>
    public int Ready { get; private set; } = -1;

    public int ChildReady => _readyWrite;

    public int ChildStdout => _stdoutWrite;

    public int ChildStderr => _stderrWrite >= 0 ? _stderrWrite : _stdoutWrite;

    /// <summary>The end that becomes fd 0, where no socket does.</summary>
    public int ChildStdin => _stdinRead;

    /// <summary>Fails with PosixException, and then nothing is left open.</summary>
    /// <param name="withStdin">Whether the child reads from a pipe.</param>
    /// <param name="withStderr">Whether its stderr has a pipe of its own.</param>
    /// <param name="survive">Whether the child keeps its pipes whole when the daemon is gone: it holds both sides of each then.</param>
    public void Open(bool withStdin, bool withStderr, bool survive)
    {
        try
        {
            if (withStdin)
                (_stdinRead, Stdin) = Pipes.Create();
            (Stdout, _stdoutWrite) = Pipes.Create();
            if (withStderr)
                (Stderr, _stderrWrite) = Pipes.Create();
            if (!survive)
                return;
            BothWays(ref _stdinRead);
            BothWays(ref _stdoutWrite);
            BothWays(ref _stderrWrite);
            // So much of its output waits for the next daemon before it has to wait itself.
            Pipes.Grow(Stdout, LongWaitBytes);
            if (withStderr)
                Pipes.Grow(Stderr, LongWaitBytes);
        }
        catch (PosixException)
        {
            CloseAll();
            throw;
        }
    }

    /// <summary>Another one, where the child says that it is ready. Fails as <see cref="Open"/> does.</summary>
    public void OpenReady()
    {
        try
        {
            (Ready, _readyWrite) = Pipes.Create();
        }
        catch (PosixException)
        {
            CloseAll();
            throw;
        }
    }

    public void CloseChildEnds()
    {
        _readyWrite = Close(_readyWrite);
        _stdinRead = Close(_stdinRead);
        _stdoutWrite = Close(_stdoutWrite);
        _stderrWrite = Close(_stderrWrite);
    }

    /// <summary>The daemon's end belongs to the caller from now on, as with the next three.</summary>
    public int TakeStdin()
    {
        var fd = Stdin;
        Stdin = -1;
        return fd;
    }

    public int TakeReady()
    {
        var fd = Ready;
        Ready = -1;
        return fd;
    }

    public int TakeStdout()
    {
        var fd = Stdout;
        Stdout = -1;
        return fd;
    }

    public int TakeStderr()
    {
        var fd = Stderr;
        Stderr = -1;
        return fd;
    }

    public void CloseAll()
    {
        CloseChildEnds();
        Stdin = Close(Stdin);
        Stdout = Close(Stdout);
        Stderr = Close(Stderr);
        Ready = Close(Ready);
    }

    private static void BothWays(ref int end)
    {
        if (end < 0)
            return;
        var both = Pipes.OpenBothWays(end);
        Pipes.Close(end);
        end = both;
    }

    private static int Close(int fd)
    {
        if (fd >= 0)
            Pipes.Close(fd);
        return -1;
    }
}
