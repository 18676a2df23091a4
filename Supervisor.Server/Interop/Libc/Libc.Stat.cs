using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/stat.h</c>: what a file is, and its mode.</summary>
internal static unsafe partial class Libc
{
    internal const uint S_IFMT = 0xF000;
    internal const uint S_IFSOCK = 0xC000;
    internal const uint S_IFLNK = 0xA000;
    internal const uint S_IFREG = 0x8000;
    internal const uint S_IFDIR = 0x4000;
    internal const uint S_IFCHR = 0x2000;
    internal const uint S_IFIFO = 0x1000;
    internal const uint S_IWGRP = 0x10;
    internal const uint S_IWOTH = 0x02;
    internal const uint S_IXUSR = 0x40;
    internal const uint S_IXGRP = 0x08;
    internal const uint S_IXOTH = 0x01;
    internal const uint STATX_BASIC_STATS = 0x7FF;

    /// <summary>The same on every processor, unlike <c>struct stat</c> (statx(2)). The fields used here, and room for the rest.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct statx
    {
        [FieldOffset(20)]
        public uint stx_uid;

        [FieldOffset(28)]
        public ushort stx_mode;

        [FieldOffset(32)]
        public ulong stx_ino;

        [FieldOffset(40)]
        public ulong stx_size;

        /// <summary>Its seconds, which come first.</summary>
        [FieldOffset(112)]
        public long stx_mtime;

        [FieldOffset(128)]
        public uint stx_rdev_major;

        [FieldOffset(132)]
        public uint stx_rdev_minor;

        [FieldOffset(136)]
        public uint stx_dev_major;

        [FieldOffset(140)]
        public uint stx_dev_minor;
    }

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int get_statx(int directory, string path, int flags, uint mask, statx* result);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chmod(string path, uint mode);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fchmod(SafeHandle file, uint mode);

    [LibraryImport(Library)]
    internal static partial uint umask(uint mask);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdir(string path, uint mode);
}
