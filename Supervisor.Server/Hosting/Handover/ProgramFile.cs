using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>Tells a file from what may stand in its place a moment later.</summary>
internal readonly record struct FileStamp(FileIdentity Identity, long Size, long ModifiedSeconds);

/// <summary>
/// The file that the daemon was started from, which an upgrade executes again: by the name it had at the start, since the name that the kernel keeps
/// moves with the file. Nobody who asks for an upgrade chooses it.
/// </summary>
internal sealed class ProgramFile
{
    /// <summary>To be made before anybody can have replaced the file.</summary>
    /// <param name="known">What an earlier image of the program called it; null for one that begins.</param>
    public ProgramFile(string? known = null) => Path = known ?? LogFileCalls.ReadLink(ProcessStart.OwnBinary);

    /// <summary>Null where there is no <c>/proc</c> to tell.</summary>
    public string? Path { get; }

    /// <summary>Fails with <see cref="UpgradeRefusedException"/> where root, or the daemon's user, should not execute what stands there.</summary>
    public FileStamp Examine()
    {
        if (Path is null)
            throw new UpgradeRefusedException("where the program's file is cannot be told without /proc");
        if (LogFileCalls.Status(Path, out var status) is < 0 and var errno)
            throw new UpgradeRefusedException($"there is no program at '{Path}': {Errno.Text(-errno)}");
        if (!status.IsRegular || !status.IsExecutableBySomebody)
            throw new UpgradeRefusedException($"'{Path}' is no executable file");
        if (status.IsOpenToOthers(Credentials.CurrentUid))
            throw new UpgradeRefusedException($"'{Path}' may be written by others than root and the daemon's user; take that away: chmod go-w, chown");
        return new(status.Identity, status.Size, status.ModifiedSeconds);
    }
}
