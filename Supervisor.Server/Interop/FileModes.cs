namespace Supervisor.Server.Interop;

/// <summary>Who may do what with files.</summary>
internal static class FileModes
{
    public static void SetUmask(int mask) => Libc.umask((uint)mask);

    /// <summary>Whether the daemon itself may execute the file, as access(2) tells.</summary>
    public static bool MayExecute(string path) => Libc.access(path, Libc.X_OK) == 0;

    /// <summary>The same of writing: for a directory, of making files in it.</summary>
    public static bool MayWrite(string path) => Libc.access(path, Libc.W_OK) == 0;
}
