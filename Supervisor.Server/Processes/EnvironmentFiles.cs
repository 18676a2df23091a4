using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Processes;

/// <summary>
/// Reads the files of <c>environment_file</c>. Waits for their disks: not for the event loop's thread. A pipe or device is refused, it could wait for ever.
/// </summary>
internal static class EnvironmentFiles
{
    /// <summary>The variables of all files, later ones last. Fails with <see cref="ConfigurationException"/>, which never shows what is in a file.</summary>
    /// <param name="files">As <see cref="EnvironmentSources.Files"/> has them.</param>
    /// <param name="isTrusted">Whether a file may belong to that user.</param>
    /// <param name="warnings">Takes what is to be told of files that belong to others.</param>
    public static IReadOnlyList<EnvironmentVariable> Read(IEnumerable<string> files, Func<uint, bool> isTrusted, List<string> warnings)
    {
        var variables = new List<EnvironmentVariable>();
        foreach (var written in files)
        {
            var (path, mayBeMissing) = EnvironmentSources.File(written);
            var fd = LogFileCalls.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
            if (fd is -Errno.ENOENT or -Errno.ENOTDIR && mayBeMissing)
                continue;
            if (fd < 0)
                throw Refused(path, $"cannot be read: {Errno.Text(-fd)}");
            try
            {
                variables.AddRange(Read(fd, path, isTrusted, warnings));
            }
            finally
            {
                LogFileCalls.Close(fd);
            }
        }
        return variables;
    }

    private static IReadOnlyList<EnvironmentVariable> Read(int fd, string path, Func<uint, bool> isTrusted, List<string> warnings)
    {
        if (LogFileCalls.Status(fd, out var status) is < 0 and var failed)
            throw Refused(path, $"cannot be read: {Errno.Text(-failed)}");
        if (!status.IsRegular)
            throw Refused(path, "not a regular file");
        if (status.Size > EnvironmentFileText.MaxBytes)
            throw Refused(path, "larger than 1 MiB");
        if (!isTrusted(status.Owner))
            warnings.Add($"environment_file {PythonText.Repr(path)} belongs to the user {status.Owner}, who is neither root nor the program's: that user sets what the program is given");
        return EnvironmentFileText.Parse(LogFileCalls.ReadAll(fd), path);
    }

    private static ConfigurationException Refused(string path, string what) => new($"environment_file {PythonText.Repr(path)}: {what}");
}
