using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Server.Python;

namespace Supervisor.Server.Checking;

/// <summary>Whether a program could be started as it stands: its user, its directory, its command.</summary>
internal sealed class ProgramChecks(
    ConfigurationInspection inspection, UserAccess access, MountAnswers mounts, int daemonUid, IReadOnlyDictionary<string, string> environment)
{
    public void Check(ProcessOptions process)
    {
        var section = inspection.Sections[process];
        var uid = process.Uid ?? daemonUid;
        Processors(process, section);
        EnvironmentFilesOf(process, section, uid);
        if (daemonUid != 0 && (uid != daemonUid || process.Groups is not null))
        {
            var (key, whom) = uid != daemonUid ? ("user", "as another user") : ("run_group", "with other groups");
            inspection.Error(section, key, $"only root may start a program {whom}, and supervisord runs as the user {daemonUid}");
            return;
        }
        if (!UserAccess.CanBe(uid))
        {
            inspection.Warn(section, "user", $"what the user {uid} may do can be seen by root only; the command and the directory were not looked at");
            return;
        }
        if (process.Directory is { } directory && (mounts.Refusal(directory) ?? access.As(uid, () => Refusal(directory), null, process.Groups)) is { } refusal)
            inspection.Error(section, "directory", refusal);
        else if (Command(process, uid) is { } reason)
            inspection.Error(section, "command", reason);
    }

    /// <summary>The kernel takes those that are there, and refuses a list of which none is.</summary>
    private void Processors(ProcessOptions process, IniSection section)
    {
        if (ResourceText.ValueOf(process.Resources, ResourceText.Affinity) is not { } wanted)
            return;
        var missing = ResourceParser.Processors(wanted).Where(number => !Directory.Exists($"/sys/devices/system/cpu/cpu{number}")).ToList();
        if (missing.Count > 0 && Directory.Exists("/sys/devices/system/cpu"))
            inspection.Warn(section, ResourceText.Affinity, $"this machine has no processor {string.Join(", ", missing)}; the program runs on the others of the list, and does not start where there are none");
    }

    /// <summary>As the daemon will read them. What is in them is not shown.</summary>
    private void EnvironmentFilesOf(ProcessOptions process, IniSection section, int uid)
    {
        if (process.Sources is not { Files.Count: > 0 } sources)
            return;
        var warnings = new List<string>();
        var refusal = sources.Files.Select(file => mounts.Refusal(EnvironmentSources.File(file).Path)).FirstOrDefault(hung => hung is not null)
            ?? access.As(daemonUid, () => Read(sources, uid, warnings), null);
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
        if (CommandResolver.Candidates(words, path).Select(mounts.Refusal).FirstOrDefault(refusal => refusal is not null) is { } hung)
            return hung;
        var found = access.As(daemonUid, () => CommandResolver.Resolve(words, path), null);
        if (found?.Refusal is { } refusal)
            return refusal.Reason;
        if (found is null || (uid == daemonUid && process.Groups is null) || access.As(uid, () => FileModes.MayExecute(found.File), true, process.Groups))
            return null;
        return $"no permission to run command {PythonText.Repr(found.File)} for the user {uid}";
    }
}
