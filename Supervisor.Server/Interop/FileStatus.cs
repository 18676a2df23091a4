namespace Supervisor.Server.Interop;

/// <summary>What tells one file from another: the same values mean the same file, while it is held open or bound.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>What statx(2) says of a file: its kind, which file it is, its length, its owner, and when it was modified.</summary>
internal readonly record struct FileStatus(
    uint Mode, ulong Device, ulong Inode, ulong SpecialDevice, long Size, uint Owner, long ModifiedSeconds)
{
    /// <summary>/dev/null's major and minor number, fixed in the kernel (null(4)).</summary>
    private const ulong NullDevice = 1UL << 32 | 3;

    public FileIdentity Identity => new(Device, Inode);

    public bool IsRegular => Kind == Libc.S_IFREG;

    public bool IsDirectory => Kind == Libc.S_IFDIR;

    public bool IsFifo => Kind == Libc.S_IFIFO;

    public bool IsSocket => Kind == Libc.S_IFSOCK;

    public bool IsSymbolicLink => Kind == Libc.S_IFLNK;

    /// <summary><c>/dev/null</c>, which never makes a writer wait.</summary>
    public bool IsNullDevice => Kind == Libc.S_IFCHR && SpecialDevice == NullDevice;

    /// <summary>Whether one of the three execute bits is set.</summary>
    public bool IsExecutableBySomebody => (Mode & (Libc.S_IXUSR | Libc.S_IXGRP | Libc.S_IXOTH)) != 0;

    /// <summary>Who may do what, without the kind.</summary>
    public uint Permissions => Mode & ~Libc.S_IFMT;

    private uint Kind => Mode & Libc.S_IFMT;

    public bool IsSameFileAs(FileStatus other) => Identity == other.Identity;

    /// <summary>Whether a user besides root and <paramref name="uid"/> may write to it, or make files in it.</summary>
    public bool IsOpenToOthers(int uid) => (Mode & (Libc.S_IWGRP | Libc.S_IWOTH)) != 0 || (Owner != 0 && Owner != (uint)uid);
}
