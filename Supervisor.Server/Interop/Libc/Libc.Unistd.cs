using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>unistd.h</c>: descriptors, files by name, users, and replacing the program.</summary>
internal static unsafe partial class Libc
{
    internal const int SEEK_CUR = 1;
    internal const int X_OK = 1;
    internal const int W_OK = 2;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int pipe2(int* fds, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(int fd, byte* buf, nint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, byte* buf, nint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pread(int fd, byte* buf, nint count, long offset);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial long lseek(int fd, long offset, int whence);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int dup2(int oldfd, int newfd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int dup3(int oldfd, int newfd, int flags);

    [LibraryImport(Library)]
    internal static partial int isatty(int fd);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int access(string path, int mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint readlink(string path, byte* target, nint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlink(string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rmdir(string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fchownat(int directory, string path, int uid, int gid, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chdir(string path);

    [LibraryImport(Library)]
    internal static partial int getuid();

    [LibraryImport(Library)]
    internal static partial int getgid();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getgroups(int size, int* groups);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setgid(int gid);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setuid(int uid);

    [LibraryImport(Library)]
    internal static partial int gethostname(byte* name, nint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int execve(byte* path, byte** argv, byte** envp);
}
