using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Checking;

/// <summary>Whether the daemon's user can make and write its files: logs, the pid file, sockets. Nothing is opened.</summary>
internal sealed class FileChecks(ConfigurationInspection inspection, UserAccess access, MountAnswers mounts, int daemonUid)
{
    public void Check(ServerConfiguration configuration)
    {
        var options = configuration.Supervisord;
        if (inspection.Document.Find("supervisord") is { } daemon)
        {
            if (!options.LogToSyslog)
                File(daemon, "logfile", options.LogFile, options.CreateLogDirs);
            File(daemon, "pidfile", options.PidFile);
            if (options.StateFile is { } state)
                File(daemon, "state_file", state);
            if (UsesAutoLogs(configuration))
                Folder(daemon, "childlogdir", options.ChildLogDir, options.CreateLogDirs);
        }
        foreach (var server in configuration.HttpServers.OfType<UnixServerOptions>())
        {
            if (inspection.Document.Find(server.Section) is { } section)
                Folder(section, "file", Path.GetDirectoryName(server.Path) ?? "/");
        }
    }

    public void Check(ProcessOptions process)
    {
        var section = inspection.Sections[process];
        if (process.Stdout.LogFile is { Kind: LogTargetKind.File, Path: { } stdout })
            File(section, "stdout_logfile", stdout, process.CreateLogDirs);
        if (process.Stderr.LogFile is { Kind: LogTargetKind.File, Path: { } stderr })
            File(section, "stderr_logfile", stderr, process.CreateLogDirs);
        if (process.Socket?.UnixPath is { } socket)
            Folder(section, "socket", Path.GetDirectoryName(socket) ?? "/");
    }

    private static bool UsesAutoLogs(ServerConfiguration configuration) => configuration.Groups.SelectMany(g => g.Processes)
        .Any(p => p.Stdout.LogFile.Kind == LogTargetKind.Auto || p.Stderr.LogFile.Kind == LogTargetKind.Auto);

    /// <summary>A file that is there has to be writable; for one that is not, its folder, or the one that it will be made in.</summary>
    private void File(IniSection section, string key, string path, bool makesFolder = false) => Report(section, key, mounts.Refusal(path) ?? access.As(daemonUid, () =>
    {
        var failed = LogFileCalls.Status(path, out var status);
        if (failed == -Errno.ENOENT)
            return FolderRefusal(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", makesFolder);
        if (failed < 0)
            return $"{PythonText.Repr(path)} cannot be reached: {Errno.Text(-failed)}";
        if (status.IsDirectory)
            return $"{PythonText.Repr(path)} is a directory";
        return FileModes.MayWrite(path) ? null : $"{PythonText.Repr(path)} may not be written by the user {daemonUid}";
    }, null));

    private void Folder(IniSection section, string key, string path, bool isMade = false) =>
        Report(section, key, mounts.Refusal(path) ?? access.As(daemonUid, () => FolderRefusal(path, isMade), null));

    private string? FolderRefusal(string path, bool isMade)
    {
        while (isMade && LogFileCalls.Status(path, out _) == -Errno.ENOENT && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        if (LogFileCalls.Status(path, out var status) is < 0 and var failed)
            return $"the directory {PythonText.Repr(path)} cannot be reached: {Errno.Text(-failed)}";
        if (!status.IsDirectory)
            return $"{PythonText.Repr(path)} is not a directory";
        return FileModes.MayWrite(path) && FileModes.MayExecute(path)
            ? null
            : $"the user {daemonUid} may not make files in the directory {PythonText.Repr(path)}";
    }

    private void Report(IniSection section, string key, string? refusal)
    {
        if (refusal is not null)
            inspection.Error(section, key, refusal);
    }
}
