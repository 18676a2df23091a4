namespace Supervisor.Server.Interop;

/// <summary>Who may do what with files.</summary>
internal static class FileModes
{
    private const int X_OK = 1;

    public static void SetUmask(int mask) => Libc.umask((uint)mask);

    /// <summary>Whether the daemon itself may execute the file, as access(2) tells.</summary>
    public static bool MayExecute(string path) => Libc.access(path, X_OK) == 0;

    /// <summary>-1 leaves the user or the group as it is.</summary>
    public static void ChangeOwner(string path, int uid, int gid)
    {
        if (Libc.chown(path, uid, gid) < 0)
            throw PosixException.Last("chown");
    }
}
