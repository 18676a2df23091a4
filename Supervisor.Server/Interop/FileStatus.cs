namespace Supervisor.Server.Interop;

/// <summary>What the kernel says a file is: its kind, which file it is, how long it is.</summary>
internal readonly record struct FileStatus(uint Mode, ulong Device, ulong Inode, ulong SpecialDevice, long Size)
{
    private const uint KindMask = 0xF000;

    public bool IsRegular => (Mode & KindMask) == 0x8000;

    public bool IsDirectory => (Mode & KindMask) == 0x4000;

    /// <summary>Whether one of the three execute bits is set.</summary>
    public bool IsExecutableBySomebody => (Mode & 0x49) != 0;

    public bool IsFifo => (Mode & KindMask) == 0x1000;

    public bool IsSocket => (Mode & KindMask) == 0xC000;

    /// <summary><c>/dev/null</c>, which never makes a writer wait.</summary>
    public bool IsNullDevice => (Mode & KindMask) == 0x2000 && SpecialDevice == (1UL << 32 | 3);

    public bool IsSameFileAs(FileStatus other) => Device == other.Device && Inode == other.Inode;
}
