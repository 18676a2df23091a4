namespace Supervisor.Server.Interop;

/// <summary>What the kernel says a file is: its kind, which file it is, how long it is, whose, and since when it is as it is.</summary>
internal readonly record struct FileStatus(
    uint Mode, ulong Device, ulong Inode, ulong SpecialDevice, long Size, uint Owner, long ModifiedSeconds)
{
    private const uint KindMask = 0xF000;
    private const uint OthersMayWrite = 0x12; // 0022

    public bool IsRegular => (Mode & KindMask) == 0x8000;

    public bool IsDirectory => (Mode & KindMask) == 0x4000;

    /// <summary>Whether one of the three execute bits is set.</summary>
    public bool IsExecutableBySomebody => (Mode & 0x49) != 0;

    public bool IsFifo => (Mode & KindMask) == 0x1000;

    public bool IsSocket => (Mode & KindMask) == 0xC000;

    /// <summary><c>/dev/null</c>, which never makes a writer wait.</summary>
    public bool IsNullDevice => (Mode & KindMask) == 0x2000 && SpecialDevice == (1UL << 32 | 3);

    public bool IsSameFileAs(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Whether somebody besides root and <paramref name="uid"/> may write to it, or make files in it.</summary>
    public bool IsOpenToOthers(int uid) => (Mode & OthersMayWrite) != 0 || (Owner != 0 && Owner != (uint)uid);
}
