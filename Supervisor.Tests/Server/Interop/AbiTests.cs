using System.Runtime.InteropServices;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>What we tell the kernel and the C library, checked by the compiler that knows: numbers, sizes and places of fields.</summary>
public class AbiTests
{
    private const string Headers =
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <grp.h>
        #include <poll.h>
        #include <pwd.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stdio.h>
        #include <stddef.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <syslog.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <unistd.h>

        """;

    /// <summary>Numbers that stand in the sources as private constants, by the header's name.</summary>
    private static readonly (string Name, long Value)[] Numbers =
    [
        ("O_RDONLY", LogFileCalls.O_RDONLY), ("O_WRONLY", LogFileCalls.O_WRONLY), ("O_RDWR", LogFileCalls.O_RDWR), ("O_CREAT", LogFileCalls.O_CREAT),
        ("O_EXCL", LogFileCalls.O_EXCL), ("O_NOCTTY", LogFileCalls.O_NOCTTY), ("O_TRUNC", LogFileCalls.O_TRUNC), ("O_APPEND", LogFileCalls.O_APPEND),
        ("O_NONBLOCK", LogFileCalls.O_NONBLOCK), ("O_CLOEXEC", LogFileCalls.O_CLOEXEC), ("O_NOFOLLOW", LogFileCalls.NoFollow), ("O_PATH", 0x200000),
        ("LOCK_SH", LogFileCalls.LOCK_SH), ("LOCK_EX", LogFileCalls.LOCK_EX), ("LOCK_NB", LogFileCalls.LOCK_NB),
        ("AT_FDCWD", -100), ("AT_EMPTY_PATH", 0x1000), ("AT_SYMLINK_NOFOLLOW", 0x100), ("STATX_BASIC_STATS", 0x7ff), ("STATX_TYPE|STATX_INO", 0x101),
        ("F_GETFL", 3), ("F_SETFL", 4), ("F_DUPFD_CLOEXEC", 1030), ("F_GETPIPE_SZ", 1032), ("SEEK_CUR", 1), ("MSG_DONTWAIT", 0x40), ("MSG_NOSIGNAL", 0x4000),
        ("POLLIN", 1), ("POLLPRI", 2), ("POLLOUT", 4), ("EFD_NONBLOCK", 0x800), ("EFD_CLOEXEC", 0x80000), ("EPOLL_CLOEXEC", 0x80000), ("EPOLL_CTL_ADD", 1),
        ("EPOLL_CTL_DEL", 2), ("EPOLL_CTL_MOD", 3), ("EPOLLIN", 1), ("EPOLLOUT", 4), ("EPOLLERR", 8), ("EPOLLHUP", 16),
        ("POSIX_SPAWN_SETPGROUP", Libc.POSIX_SPAWN_SETPGROUP), ("POSIX_SPAWN_SETSIGDEF", Libc.POSIX_SPAWN_SETSIGDEF),
        ("POSIX_SPAWN_SETSIGMASK", Libc.POSIX_SPAWN_SETSIGMASK), ("POSIX_SPAWN_SETSID", Libc.POSIX_SPAWN_SETSID), ("CLONE_FS", Libc.CLONE_FS),
        ("RLIMIT_NPROC", ResourceLimits.NProc), ("RLIMIT_NOFILE", ResourceLimits.NoFile), ("WNOHANG", 1), ("X_OK", 1), ("AF_UNIX", 1),
        ("SOCK_STREAM", 1), ("SOCK_CLOEXEC", 0x80000), ("SOCK_NONBLOCK", 0x800), ("AF_INET", 2), ("AF_INET6", 10), ("SOL_SOCKET", 1), ("SO_ERROR", 4),
        ("SO_LINGER", 13), ("IPPROTO_TCP", 6), ("TCP_NODELAY", 1), ("SHUT_RDWR", 2), ("MSG_MORE", 0x8000), ("sizeof(struct sockaddr_in6)", 28),
        ("offsetof(struct sockaddr_in6, sin6_addr)", 8), ("offsetof(struct sockaddr_in6, sin6_scope_id)", 24), ("offsetof(struct sockaddr_in, sin_addr)", 4),
        ("sizeof(struct linger)", 8), ("offsetof(struct linger, l_onoff)", 0), ("ENOBUFS", Errno.ENOBUFS), ("ECONNABORTED", Errno.ECONNABORTED),
        ("RENAME_NOREPLACE", 1), ("S_IFMT", 0xF000), ("S_IFREG", 0x8000), ("S_IFIFO", 0x1000),
        ("S_IFSOCK", 0xC000), ("S_IFLNK", 0xA000), ("S_IFCHR", 0x2000), ("(long)SIG_IGN", 1), ("(long)SIG_DFL", 0), ("LOG_INFO", 6), ("LOG_USER", 8),
        ("SIGHUP", Signals.SIGHUP), ("SIGINT", Signals.SIGINT), ("SIGQUIT", Signals.SIGQUIT), ("SIGKILL", Signals.SIGKILL), ("SIGUSR1", Signals.SIGUSR1),
        ("SIGUSR2", Signals.SIGUSR2), ("SIGPIPE", Signals.SIGPIPE), ("SIGTERM", Signals.SIGTERM), ("SIGCHLD", Signals.SIGCHLD), ("SIGXFSZ", Signals.SIGXFSZ),
        ("SYS_setgroups", Arm ? 159 : 116), ("SYS_setresuid", Arm ? 147 : 117), ("SYS_setresgid", Arm ? 149 : 119),
        ("EPERM", Errno.EPERM), ("ENOENT", Errno.ENOENT), ("ESRCH", Errno.ESRCH), ("EINTR", Errno.EINTR), ("EAGAIN", Errno.EAGAIN),
        ("ENOMEM", Errno.ENOMEM), ("EACCES", Errno.EACCES), ("EEXIST", Errno.EEXIST), ("ENFILE", Errno.ENFILE), ("EMFILE", Errno.EMFILE),
        ("ENOSPC", Errno.ENOSPC), ("EPIPE", Errno.EPIPE), ("ECONNRESET", Errno.ECONNRESET), ("ESHUTDOWN", Errno.ESHUTDOWN), ("ESTALE", Errno.ESTALE),
        ("EDQUOT", Errno.EDQUOT), ("ECANCELED", Errno.ECANCELED), ("ENXIO", Errno.ENXIO), ("ECHILD", Errno.ECHILD), ("EADDRINUSE", Errno.EADDRINUSE),
    ];

    private static readonly (string Name, long Value)[] Layouts =
    [
        ("sizeof(struct rlimit)", Marshal.SizeOf<Libc.rlimit>()), ("offsetof(struct rlimit, rlim_max)", Offset<Libc.rlimit>("rlim_max")),
        ("sizeof(struct passwd)", Marshal.SizeOf<Libc.passwd>()), ("offsetof(struct passwd, pw_uid)", Offset<Libc.passwd>("pw_uid")),
        ("offsetof(struct passwd, pw_gid)", Offset<Libc.passwd>("pw_gid")), ("offsetof(struct passwd, pw_dir)", Offset<Libc.passwd>("pw_dir")),
        ("sizeof(struct group)", Marshal.SizeOf<Libc.group>()), ("offsetof(struct group, gr_gid)", Offset<Libc.group>("gr_gid")),
        ("sizeof(struct epoll_event)", Arm ? 16 : 12), ("offsetof(struct epoll_event, data)", Arm ? 8 : 4), ("sizeof(struct pollfd)", 8),
        ("offsetof(struct pollfd, events)", 4), ("offsetof(struct pollfd, revents)", 6), ("sizeof(struct statx)", 256), ("offsetof(struct statx, stx_mode)", 28),
        ("offsetof(struct statx, stx_uid)", 20), ("offsetof(struct statx, stx_mtime)", 112),
        ("offsetof(struct statx, stx_ino)", 32), ("offsetof(struct statx, stx_size)", 40), ("offsetof(struct statx, stx_rdev_major)", 128),
        ("offsetof(struct statx, stx_rdev_minor)", 132), ("offsetof(struct statx, stx_dev_major)", 136), ("offsetof(struct statx, stx_dev_minor)", 140),
        ("sizeof(sigset_t)", 128), ("sizeof(pid_t)", 4), ("sizeof(uid_t)", 4), ("sizeof(gid_t)", 4), ("sizeof(mode_t)", 4), ("sizeof(size_t)", 8),
        ("sizeof(off_t)", 8), ("sizeof(nfds_t)", 8), ("sizeof(rlim_t)", 8), ("offsetof(struct sockaddr_un, sun_path)", 2),
        ("sizeof(((struct sockaddr_un *)0)->sun_path)", UnixSocketCalls.MaxPathBytes + 1),
    ];

    private static bool Arm => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    [Fact]
    public async Task Numbers_and_layouts_are_the_ones_of_the_systems_headers()
    {
        var asserts = Numbers.Concat(Layouts).Select(a => $"_Static_assert(({a.Name}) == {a.Value}, \"{a.Name} is not {a.Value}\");")
            // Room that we set aside without knowing what is in it.
            .Append("_Static_assert(sizeof(posix_spawnattr_t) <= 512 && sizeof(posix_spawn_file_actions_t) <= 512, \"spawn\");")
            // The bits of a wait status, as we take them apart.
            .Append("_Static_assert(WIFEXITED(0x0300) && WEXITSTATUS(0x0300) == 3 && WTERMSIG(0x8b) == 11 && WCOREDUMP(0x8b), \"wait status\");");
        using var directory = new TestDirectory();
        directory.Write("abi.c", Headers + string.Join('\n', asserts) + "\n");
        var compiler = new[] { "/usr/bin/gcc", "/usr/bin/clang", "/usr/bin/cc" }.FirstOrDefault(File.Exists);
        Assert.True(compiler is not null, "There is no C compiler; apt-get install -y gcc libc6-dev");
        var compiled = await ChildProcess.RunAsync(compiler, ["-fsyntax-only", "-std=gnu11", directory["abi.c"]]);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
    }

    private static long Offset<T>(string field) => Marshal.OffsetOf<T>(field);
}
