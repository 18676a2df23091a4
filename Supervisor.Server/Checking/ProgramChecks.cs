using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Server.Python;

namespace Supervisor.Server.Checking;

/// <summary>Whether a program could be started as it stands: its user, its directory, its command.</summary>
internal sealed class ProgramChecks(
    ConfigurationInspection inspection, UserAccess access, int daemonUid, IReadOnlyDictionary<string, string> environment)
{
    public void Check(ProcessOptions process)
    {
        var section = inspection.Sections[process];
        var uid = process.Uid ?? daemonUid;
        EnvironmentFilesOf(process, section, uid);
        if (uid != daemonUid && daemonUid != 0)
        {
            inspection.Error(section, "user", $"only root may start a program as another user, and supervisord runs as the user {daemonUid}");
            return;
        }
        if (!UserAccess.CanBe(uid))
        {
            inspection.Warn(section, "user", $"what the user {uid} may do can be seen by root only; the command and the directory were not looked at");
            return;
        }
        if (process.Directory is { } directory && access.As(uid, () => Refusal(directory), null) is { } refusal)
            inspection.Error(section, "directory", refusal);
        else if (Command(process, uid) is { } reason)
            inspection.Error(section, "command", reason);
    }

    /// <summary>As the daemon will read them. What is in them is not shown.</summary>
    private void EnvironmentFilesOf(ProcessOptions process, IniSection section, int uid)
    {
        if (process.Sources is not { Files.Count: > 0 } sources)
            return;
        var warnings = new List<string>();
        var refusal = access.As(daemonUid, () => Read(sources, uid, warnings), null);
        var key = section.Keys.FirstOrDefault(key => OptionSpellings.NameOf(key) == "environment_file") ?? "environment_file";
        foreach (var warning in warnings)
            inspection.Warn(section, key, warning);
        if (refusal is not null)
            inspection.Error(section, key, refusal);
    }

    private static string? Read(EnvironmentSources sources, int uid, List<string> warnings)
    {
        try
        {
            EnvironmentFiles.Read(sources.Files, owner => owner == 0 || owner == uid, warnings);
            return null;
        }
        catch (ConfigurationException refusal)
        {
            return refusal.Message;
        }
    }

    private static string? Refusal(string directory)
    {
        if (LogFileCalls.Status(directory, out var status) is < 0 and var failed)
            return $"{PythonText.Repr(directory)} cannot be entered: {Errno.Text(-failed)}";
        if (!status.IsDirectory)
            return $"{PythonText.Repr(directory)} is not a directory";
        return FileModes.MayExecute(directory) ? null : $"{PythonText.Repr(directory)} may not be entered by the program's user";
    }

    /// <summary>
    /// As the daemon will look for it before it becomes the program's user, and then whether that user may run it. What is relative is meant from
    /// where the daemon stands.
    /// </summary>
    private string? Command(ProcessOptions process, int uid)
    {
        var words = CommandWords.Parse(process.Command);
        var path = ProcessEnvironment.SearchPath(environment, process);
        var found = access.As(daemonUid, () => CommandResolver.Resolve(words, path), null);
        if (found?.Refusal is { } refusal)
            return refusal.Reason;
        if (found is null || uid == daemonUid || access.As(uid, () => FileModes.MayExecute(found.File), true))
            return null;
        return $"no permission to run command {PythonText.Repr(found.File)} for the user {uid}";
    }
}
