using System.Globalization;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>A <see cref="StateFile"/> as data.</summary>
/// <param name="Descriptor">With the lock on it; -1 where it is another process's.</param>
/// <param name="Boot">The kernel's name for the time since the machine started.</param>
/// <param name="Salt">Of the digests in it.</param>
/// <param name="Children">Who stands in it.</param>
internal sealed record StateFileRecord(string Path, int Descriptor, string Boot, string Salt, IReadOnlyList<LastingChild> Children);

/// <summary>
/// The record of the children that outlive a crash of the daemon, for the next one to adopt them. Written by the log writer's threads, since its disk
/// may hang; a write that fails is tried again with the whole, for as long as it takes. Loop thread only.
/// </summary>
internal sealed class StateFile
{
    /// <summary>Written anew when there is so much more in it than lives.</summary>
    private const int GarbageBytes = 64 * 1024;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly LogWriter _writer;
    private readonly EventLoop _loop;
    private readonly IMainLog _log;
    private readonly StateFileDisk _disk;
    private readonly OrderedDictionary<int, LastingChild> _living = [];
    private string _boot;
    private int _garbage;
    private bool _isFailing;
    private bool _isOpen;

    /// <param name="path">The file.</param>
    /// <param name="writer">Whose threads may wait for the disk.</param>
    /// <param name="loop">Whose thread this is used on.</param>
    /// <param name="log">The main log.</param>
    /// <param name="record">Where an earlier object stopped; null for one that is to be opened.</param>
    public StateFile(string path, LogWriter writer, EventLoop loop, IMainLog log, StateFileRecord? record = null)
    {
        (Path, _writer, _loop, _log) = (path, writer, loop, log);
        (Salt, _boot) = (record?.Salt ?? NewSalt(), record?.Boot ?? "");
        foreach (var child in record?.Children ?? [])
            _living[child.Marks.Pid] = child;
        _disk = new StateFileDisk(path, record?.Descriptor ?? -1);
        _isOpen = record is not null;
    }

    public string Path { get; }

    /// <summary>Of the digests in it.</summary>
    public string Salt { get; private set; }

    /// <summary>Null where it is not open.</summary>
    public StateFileRecord? ToRecord() => _isOpen ? new(Path, _disk.Descriptor, _boot, Salt, [.. _living.Values]) : null;

    /// <summary>
    /// Opens and locks it. Returns the children that stood in it when its last daemon was heard of. Fails with <see cref="StateFileException"/>.
    /// </summary>
    public async Task<IReadOnlyList<LastingChild>> OpenAsync()
    {
        try
        {
            var (boot, text) = await _writer.OnDiskAsync(Path, files => (BootId(), _disk.Open(files)));
            var contents = StateFileText.Parse(text, boot);
            _boot = boot;
            Salt = contents.Salt ?? Salt;
            foreach (var child in contents.Children)
                _living[child.Marks.Pid] = child;
            _isOpen = true;
            return contents.Children;
        }
        catch (PosixException refused) when (refused.Errno == Errno.EAGAIN)
        {
            var owner = StateFileText.Parse(await _writer.OnDiskAsync(Path, _disk.ReadLocked), BootIdOrNone()).Daemon;
            throw new StateFileException($"state_file '{Path}' belongs to another supervisord that runs{(owner == 0 ? "" : $" (pid {owner})")}: give each a file of its own");
        }
        catch (PosixException refused) when (refused.Errno == Errno.EPERM)
        {
            throw new StateFileException($"state_file '{Path}' is no file that only this user may write to: remove it, or name another");
        }
        catch (Exception refused) when (refused is PosixException or IOException or UnauthorizedAccessException)
        {
            throw new StateFileException($"state_file cannot be used: {refused.Message}");
        }
    }

    /// <summary>From here on these are who stands in it.</summary>
    public void Begin(IEnumerable<LastingChild> adopted)
    {
        _living.Clear();
        foreach (var child in adopted)
            _living[child.Marks.Pid] = child;
        _ = WriteAsync(whole: true, []);
    }

    public void Born(LastingChild child)
    {
        if (!_isOpen)
            return;
        _living[child.Marks.Pid] = child;
        Append(StateFileText.Birth(child));
    }

    public void Died(int pid)
    {
        if (_isOpen && _living.Remove(pid))
            Append(StateFileText.Death(pid));
    }

    /// <summary>Lets it go: where nobody is in it, it is removed.</summary>
    public async Task CloseAsync()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        var isEmpty = _living.Count == 0;
        try
        {
            await _writer.OnDiskAsync(Path, files =>
            {
                _disk.End(files, remove: isEmpty);
                return true;
            });
        }
        catch (PosixException)
        {
            // It goes with the process, and so does its lock.
        }
    }

    private void Append(byte[] line)
    {
        if (_isFailing)
            return;
        _garbage += line.Length;
        _ = WriteAsync(_garbage > GarbageBytes, line);
    }

    private async Task WriteAsync(bool whole, byte[] line)
    {
        if (whole)
            _garbage = 0;
        var text = whole ? Whole() : line;
        int result;
        try
        {
            result = await _writer.OnDiskAsync(Path, files => whole ? _disk.Renew(files, text) : _disk.Append(files, text));
        }
        catch (PosixException refused)
        {
            result = -refused.Errno;
        }
        if (result >= 0)
        {
            if (whole)
                Recover();
        }
        else if (whole)
        {
            Fail(-result);
        }
        else if (_isOpen)
        {
            await WriteAsync(whole: true, []);
        }
    }

    private void Fail(int errno)
    {
        if (!_isFailing)
            _log.StateFileFails(Path, errno);
        _isFailing = true;
        _loop.Schedule(_loop.Now + RetryInterval, () =>
        {
            if (_isOpen)
                _ = WriteAsync(whole: true, []);
        });
    }

    private void Recover()
    {
        if (_isFailing)
            _log.StateFileWorks(Path);
        _isFailing = false;
    }

    private byte[] Whole() => [.. StateFileText.Head(_boot, Environment.ProcessId, Salt), .. _living.Values.SelectMany(StateFileText.Birth)];

    private static string NewSalt() => string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.NextInt64():x16}{Random.Shared.NextInt64():x16}");

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string BootIdOrNone()
    {
        try
        {
            return BootId();
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
