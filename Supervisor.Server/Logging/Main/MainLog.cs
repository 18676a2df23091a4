using NLog;
using NLog.Config;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using LogLevel = Supervisor.Server.Configuration.LogLevel;

namespace Supervisor.Server.Logging;

/// <summary>
/// The daemon's own log: levels and routing by NLog, configured here and nowhere else; the bytes go through the log writer, so one
/// rotation serves all logs and no caller waits for a disk or a stuck terminal. Callers on any thread; nothing is thrown at them.
/// </summary>
internal sealed class MainLog : IMainLog, IDisposable, IAsyncDisposable
{
    private readonly ChildLog? _file;
    private readonly ChildLog? _echo;
    private readonly TimeProvider _time;
    private volatile LogLevel _level;
    private readonly MainLogTarget _target;
    private readonly bool _isSyslog;
    private readonly LogFactory _factory;
    private readonly Logger _logger;

    private MainLog(ChildLog? file, ChildLog? echo, SyslogLane? syslog, LogLevel level, TimeProvider time, long droppedLines = 0)
    {
        (_file, _echo, _level, _time, _isSyslog) = (file, echo, level, time, syslog is not null);
        _target = new MainLogTarget(file, echo, syslog, droppedLines) { Name = "main" };
        _factory = new LogFactory { AutoShutdown = false, ThrowExceptions = false };
        var configuration = new LoggingConfiguration(_factory);
        configuration.AddRuleForAllLevels(_target);
        _factory.Configuration = configuration;
        _logger = _factory.GetLogger("supervisord");
    }

    /// <summary>Absolute path of the file; null where the log goes to syslog.</summary>
    public string? Path => _file?.Path;

    /// <summary>Opens the log and makes it the place where the writer reports trouble. Fails with IOException when it can not be opened.</summary>
    public static async Task<MainLog> OpenAsync(LogWriter writer, SupervisordOptions options, TimeProvider time)
    {
        ChildLog? file = null, echo = null;
        if (!options.LogToSyslog)
        {
            file = new ChildLog(writer, new LogFileOptions(options.LogFile, options.LogFileMaxBytes, options.LogFileBackups, IsAuto: false, options.CreateLogDirs), RunHere);
            try
            {
                await file.OpenAsync().ConfigureAwait(false);
            }
            catch (PosixException failure)
            {
                throw new IOException($"the main log cannot be opened: {failure.Message}", failure);
            }
        }
        if (options.NoDaemon && !options.Silent)
            echo = await OpenEchoAsync(writer).ConfigureAwait(false);
        var log = new MainLog(file, echo, options.LogToSyslog ? writer.Syslog : null, options.LogLevel, time);
        writer.MainLog = log;
        return log;
    }

    /// <summary>Goes on where an earlier one stopped, in the files that the writer has resumed, without a line.</summary>
    public static MainLog Resume(LogWriter writer, MainLogRecord record, TimeProvider time)
    {
        var log = new MainLog(
            writer.Resumed(record.File), writer.Resumed(record.Echo), record.IsSyslog ? writer.Syslog : null, record.Level, time, record.DroppedLines);
        writer.MainLog = log;
        return log;
    }

    public MainLogRecord ToRecord() => new(_file?.Number, _echo?.Number, _isSyslog, _level, _target.DroppedLines);

    /// <summary>From now on.</summary>
    public void SetLevel(LogLevel level) => _level = level;

    public bool IsEnabled(LogLevel level) => level >= _level;

    public void Write(LogLevel level, string message)
    {
        if (IsEnabled(level))
            _logger.Log(new MainLogEvent(level, message, _time.GetLocalNow().DateTime));
    }

    /// <summary>Begins a new file where the old one was moved away (SIGUSR2). The last line of the old file says so.</summary>
    public Task ReopenAsync()
    {
        this.LogReopen();
        return _file?.ReopenAsync() ?? Task.CompletedTask;
    }

    /// <summary>Removes the file and begins a new one. Fails with PosixException.</summary>
    public Task ClearAsync()
    {
        if (_file is null)
            return Task.CompletedTask;
        // Stock writes this once for each place its lines go to, and into the file that is being removed: only stdout shows it.
        this.ReopeningFile();
        if (_echo is not null)
            this.ReopeningFile();
        return _file.ClearAsync();
    }

    public void Dispose()
    {
        _factory.Shutdown();
        _ = _file?.CloseAsync();
        _ = _echo?.CloseAsync();
    }

    /// <summary>Takes no more lines, and returns when those there are have been written.</summary>
    public async ValueTask DisposeAsync()
    {
        _factory.Shutdown();
        await (_file?.CloseAsync() ?? Task.CompletedTask);
        await (_echo?.CloseAsync() ?? Task.CompletedTask);
    }

    /// <summary>Null without a stdout: there is nobody to echo to.</summary>
    private static async Task<ChildLog?> OpenEchoAsync(LogWriter writer)
    {
        var echo = new ChildLog(writer, new LogFileOptions("/dev/stdout", 0, 0), RunHere);
        try
        {
            await echo.OpenAsync().ConfigureAwait(false);
            return echo;
        }
        catch (PosixException)
        {
            return null;
        }
    }

    private static void RunHere(Action action) => action();
}
