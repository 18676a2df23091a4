using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Supervisor.Server.Interop;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>
/// The numbers, sizes and offsets that we tell the kernel and the C library, compared by the compiler with the system's headers. They are found by reflection:
/// a constant or a structure that is new in <see cref="Libc"/>, <see cref="Errno"/> or <see cref="Signals"/> is compared too.
/// </summary>
public class AbiTests
{
    private const string Headers =
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <grp.h>
        #include <langinfo.h>
        #include <locale.h>
        #include <netdb.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <poll.h>
        #include <pwd.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/auxv.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/signalfd.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/timerfd.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <syslog.h>
        #include <termios.h>
        #include <unistd.h>
        #include "spawn_child.h"

        """;

    private const BindingFlags Fields = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Expressions that are no word of C.</summary>
    private static readonly Dictionary<string, string> Spelled = new() { ["NL_LOCALE_NAME_LC_CTYPE"] = "NL_LOCALE_NAME(LC_CTYPE)" };

    /// <summary>Younger than the headers of systems we build on: compared where they are known.</summary>
    private static readonly string[] Young = ["SYS_fchmodat2", "PIDFD_GET_INFO", "PIDFD_INFO_EXIT"];

    /// <summary>What has no structure of its own here.</summary>
    private static readonly (string Name, long Value)[] Layouts =
    [
        ("sizeof(struct pollfd)", Marshal.SizeOf<PollEntry>()), ("offsetof(struct pollfd, events)", Marshal.OffsetOf<PollEntry>("_events")),
        ("offsetof(struct pollfd, revents)", Marshal.OffsetOf<PollEntry>("_revents")), ("sizeof(sigset_t)", Marshal.SizeOf<SignalSet>()),
        ("sizeof(struct signalfd_siginfo)", SignalDescriptor.InfoBytes), ("offsetof(struct signalfd_siginfo, ssi_signo)", 0),
        ("sizeof(struct epoll_event)", Epoll.DataOffset + 8), ("offsetof(struct epoll_event, data)", Epoll.DataOffset),
        ("sizeof(struct sockaddr_in6)", SocketCalls.AddressBytes), ("offsetof(struct sockaddr_in6, sin6_addr)", 8),
        ("offsetof(struct sockaddr_in6, sin6_scope_id)", 24), ("offsetof(struct sockaddr_in, sin_port)", 2), ("offsetof(struct sockaddr_in, sin_addr)", 4),
        ("offsetof(struct sockaddr_un, sun_path)", 2), ("sizeof(((struct sockaddr_un *)0)->sun_path)", UnixSocketCalls.MaxPathBytes + 1),
        ("sizeof(pid_t)", 4), ("sizeof(uid_t)", 4), ("sizeof(gid_t)", 4), ("sizeof(mode_t)", 4), ("sizeof(size_t)", 8), ("sizeof(off_t)", 8),
        ("sizeof(nfds_t)", 8), ("sizeof(rlim_t)", 8), ("sizeof(socklen_t)", 4), ("sizeof(sa_family_t)", 2),
    ];

    [Fact]
    public async Task Numbers_and_layouts_are_the_ones_of_the_systems_headers()
    {
        var numbers = new[] { typeof(Libc), typeof(Errno), typeof(Signals) }.SelectMany(Numbers).ToList();
        // The search finds what it is to find: a constant, one that the processor decides, one that is no int, and a field of a structure.
        Assert.Superset(new HashSet<string> { "O_CLOEXEC", "O_NOFOLLOW", "RLIM_INFINITY", "EAGAIN", "SIGCHLD" }, numbers.Select(n => n.Name).ToHashSet());
        var structures = typeof(Libc).GetNestedTypes(BindingFlags.NonPublic).Where(type => type.IsValueType && !type.Name.Contains('<')).SelectMany(Structure).ToList();
        Assert.Contains(("offsetof(struct passwd, pw_dir)", Marshal.OffsetOf<Libc.passwd>("pw_dir")), structures);

        string[] asserts =
        [
            .. numbers.Concat(SignalNames()).Concat(ErrorNames()).Concat(structures).Concat(Layouts).Select(Assertion),
            // Room for structures that we do not look into.
            $"_Static_assert(sizeof(posix_spawnattr_t) <= {PosixSpawn.OpaqueBytes} && sizeof(posix_spawn_file_actions_t) <= {PosixSpawn.OpaqueBytes}, \"spawn\");",
            // The bits of a wait status.
            "_Static_assert(WIFEXITED(0x0300) && WEXITSTATUS(0x0300) == 3 && WTERMSIG(0x8b) == 11 && WCOREDUMP(0x8b), \"wait status\");",
        ];
        using var directory = new TestDirectory();
        directory.Write("abi.c", Headers + string.Join('\n', asserts) + "\n");
        var compiler = new[] { "/usr/bin/gcc", "/usr/bin/clang", "/usr/bin/cc" }.FirstOrDefault(File.Exists);
        Assert.True(compiler is not null, "There is no C compiler; apt-get install -y gcc libc6-dev");
        var compiled = await ChildProcess.RunAsync(compiler, ["-fsyntax-only", "-std=gnu11", "-I", Path.Combine(Repository.Root, "Supervisor.Server/Native"), directory["abi.c"]]);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
    }

    /// <summary>Stock shows the names that Python knows.</summary>
    [Fact]
    public async Task Errors_have_the_names_that_they_have_in_Python()
    {
        var told = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", "import errno; [print(errno.errorcode.get(n, n)) for n in range(-1, 133)]"]);
        Assert.Equal(told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Enumerable.Range(-1, 134).Select(Errno.Name));
    }

    private static string Assertion((string Name, long Value) number)
    {
        var text = $"_Static_assert((long)({Spelled.GetValueOrDefault(number.Name, number.Name)}) == {number.Value}, \"{number.Name} is not {number.Value}\");";
        return Young.Contains(number.Name) ? $"#ifdef {number.Name}\n{text}\n#endif" : text;
    }

    /// <summary>Names in capitals are C's; so are those of the system calls.</summary>
    private static IEnumerable<(string Name, long Value)> Numbers(Type type) =>
        from field in type.GetFields(Fields)
        where field.IsStatic && (char.IsUpper(field.Name[^1]) || char.IsDigit(field.Name[^1]) || field.Name.Contains('_')) && field.FieldType.IsPrimitive
        select (field.Name, Value(field.GetValue(null)!));

    private static IEnumerable<(string Name, long Value)> Structure(Type type)
    {
        yield return ($"sizeof(struct {type.Name})", Marshal.SizeOf(type));
        foreach (var field in type.GetFields(Fields))
            yield return ($"offsetof(struct {type.Name}, {field.Name})", Marshal.OffsetOf(type, field.Name));
    }

    /// <summary>Those from SIGRTMIN on are no constants in C.</summary>
    private static IEnumerable<(string Name, long Value)> SignalNames() =>
        Signals.Known.Where(s => !s.Name.StartsWith("SIGRT", StringComparison.Ordinal)).Select(s => (s.Name, (long)s.Number));

    private static IEnumerable<(string Name, long Value)> ErrorNames() => Errno.Names.Select((name, at) => (name, at + 1L)).Where(e => e.name.Length > 0);

    private static long Value(object number) => number switch
    {
        nint signed => signed,
        nuint unsigned => (long)unsigned,
        ulong unsigned => unchecked((long)unsigned),
        _ => Convert.ToInt64(number, CultureInfo.InvariantCulture),
    };
}
