using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>
/// The cgroups (v2) of this daemon's programs: a directory for each below the daemon's own cgroup, which has to be the daemon's to divide. Nothing is
/// looked at before the first program wants one. Any thread; the kernel's own tree, which always answers.
/// </summary>
internal sealed class Cgroups
{
    private const string Leaf = "daemon";
    private const string Entry = "cgroup.procs";
    private const string Prefix = "supervisord.";

    private readonly Lock _gate = new();
    private string? _base;
    private bool _isPrepared;

    private static string NodeName => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}");

    /// <summary>The root of all has no type, and may divide with processes in it.</summary>
    private bool IsRoot => File(Path.Combine(_base!, "cgroup.type")).Length == 0;

    private string Node => Path.Combine(_base!, NodeName);

    /// <summary>Makes the cgroup of a program, with its limits, and returns its directory. One that is there is used again.</summary>
    /// <param name="name">Without slashes.</param>
    /// <param name="limits">File, controller and value.</param>
    /// <exception cref="CgroupException">It cannot be had.</exception>
    public string Make(string name, IReadOnlyList<(string File, string Controller, string Value)> limits)
    {
        lock (_gate)
        {
            Prepare();
            var directory = Path.Combine(Node, name);
            Enable([.. limits.Select(limit => limit.Controller).Distinct()]);
            MakeDirectory(directory);
            foreach (var (file, _, value) in limits)
                Set(directory, file, value);
            return directory;
        }
    }

    /// <summary>Changes a limit of a program that runs, or takes it back.</summary>
    /// <exception cref="CgroupException">The kernel refuses it.</exception>
    public void Change(string directory, string file, string controller, string value)
    {
        lock (_gate)
        {
            Prepare();
            Enable([controller]);
            Set(directory, file, value);
        }
    }

    /// <summary>Removes what is empty of all that was made. To be called when no program runs any more.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            if (_isPrepared)
                RemoveEmpty(Node);
        }
    }

    /// <summary>The cgroup that a process is in; null where that cannot be told.</summary>
    public static string? Of(int pid)
    {
        var line = File($"/proc/{pid}/cgroup").Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal));
        // A tree may be mounted several times, and in part.
        return line is null ? null : MountTable.Parse(OsText.Encode(File("/proc/self/mountinfo"))).PointsOf("cgroup2")
            .Select(point => point.TrimEnd('/') + line["0::".Length..].TrimEnd('/'))
            .FirstOrDefault(directory => Members(directory).Contains(pid));
    }

    /// <summary>Whether it was made for a program of this name, by this daemon or an earlier one.</summary>
    public static bool IsOfProgram(string directory, string name) =>
        Path.GetFileName(directory) == name && Path.GetFileName(Path.GetDirectoryName(directory))!.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The file that a process enters it by.</summary>
    public static string EntryOf(string directory) => Path.Combine(directory, Entry);

    /// <summary>Makes the calling process a member. Returns an errno, 0 for success.</summary>
    public static int Enter(string directory) => Write(directory, Entry, "0");

    /// <summary>Sends SIGKILL to all that are in it, at once where the kernel knows how to (Linux 5.14).</summary>
    public static void Kill(string directory)
    {
        if (Write(directory, "cgroup.kill", "1") == 0)
            return;
        foreach (var pid in Members(directory))
            _ = Libc.kill(pid, Signals.SIGKILL);
    }

    /// <summary>Whether anybody is in it or below it.</summary>
    public static bool IsPopulated(string directory) => File(Path.Combine(directory, "cgroup.events")).Contains("populated 1", StringComparison.Ordinal);

    public static IReadOnlyList<int> Members(string directory) =>
        [.. Words(directory, Entry).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private void Prepare()
    {
        if (_isPrepared)
            return;
        var own = Of(Environment.ProcessId) ?? throw new CgroupException("no cgroup v2 tree is mounted that the daemon's own cgroup is in");
        // A daemon that has moved, and was upgraded since.
        _base = own.EndsWith($"/{NodeName}/{Leaf}", StringComparison.Ordinal) ? own[..^$"/{NodeName}/{Leaf}".Length] : own;
        RemoveLeftovers();
        UndivideEmpty();
        MakeDirectory(Node);
        _isPrepared = true;
    }

    /// <summary>Of daemons that were killed; what somebody still lives in stays.</summary>
    private void RemoveLeftovers()
    {
        foreach (var directory in Directories(_base!).Where(path => Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal) && path != Node))
            RemoveEmpty(directory);
    }

    /// <summary>A daemon that was killed has left its cgroup divided: one that is started in it again could not move below.</summary>
    private void UndivideEmpty()
    {
        if (IsRoot || Members(_base!).Count == 0 || Directories(_base!).Length > 0)
            return;
        foreach (var controller in Words(_base!, "cgroup.subtree_control"))
            _ = Write(_base!, "cgroup.subtree_control", $"-{controller}");
    }

    private void Enable(IReadOnlyList<string> controllers)
    {
        if (controllers.Count == 0)
            return;
        var offered = Words(_base!, "cgroup.controllers");
        MoveBelow();
        foreach (var controller in controllers)
        {
            if (!offered.Contains(controller))
                throw new CgroupException($"the kernel offers no {controller} controller in {_base} (a unit of systemd needs Delegate=yes)");
            if (Write(_base!, "cgroup.subtree_control", $"+{controller}") is var errno && errno == 0)
                errno = Write(Node, "cgroup.subtree_control", $"+{controller}");
            if (errno != 0)
                throw new CgroupException($"the {controller} controller cannot be enabled below {_base}: {Errno.Name(errno)}");
        }
    }

    /// <summary>
    /// A cgroup that divides has no processes of its own, but for the root of all. The kernel refuses some controllers otherwise, and with others it takes
    /// what is below for no place to live in.
    /// </summary>
    private void MoveBelow()
    {
        if (IsRoot || Members(_base!).Count == 0)
            return;
        var leaf = Path.Combine(Node, Leaf);
        MakeDirectory(leaf);
        var ours = ProcessTree.WithDescendants(Environment.ProcessId, ProcessList.Read()).Select(process => process.Pid).ToHashSet();
        foreach (var pid in Members(_base!).Where(ours.Contains))
            _ = Write(leaf, Entry, pid.ToString(CultureInfo.InvariantCulture));
        if (Members(_base!) is [var stranger, ..])
            throw new CgroupException($"processes that are not the daemon's (pid {stranger}) are in its cgroup {_base}, which can not be divided therefore");
    }

    private static void MakeDirectory(string directory)
    {
        if (LogFileCalls.MakeDirectory(directory, 0b111_101_101) is < 0 and var failed && failed != -Errno.EEXIST)
            throw new CgroupException($"the cgroup {directory} cannot be made: {Errno.Name(-failed)}{(-failed is Errno.EACCES or Errno.EPERM or Errno.EROFS ? " (the daemon's cgroup is not its own to divide: a unit of systemd needs Delegate=yes, a container a private cgroup namespace and a writable mount)" : "")}");
    }

    private static void RemoveEmpty(string directory)
    {
        foreach (var child in Directories(directory))
            _ = Libc.rmdir(child);
        _ = Libc.rmdir(directory);
    }

    private static string[] Directories(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Set(string directory, string file, string value)
    {
        if (Write(directory, file, value) is var errno && errno != 0)
            throw new CgroupException($"{file} of {directory} cannot be set to {value}: {Errno.Name(errno)}");
    }

    /// <summary>Returns an errno, 0 for success.</summary>
    private static int Write(string directory, string file, string text)
    {
        var fd = LogFileCalls.Open(Path.Combine(directory, file), Libc.O_WRONLY, 0);
        if (fd < 0)
            return -fd;
        var written = LogFileCalls.Write(fd, OsText.Encode(text));
        LogFileCalls.Close(fd);
        return written < 0 ? -written : 0;
    }

    private static string[] Words(string directory, string file) => File(Path.Combine(directory, file)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Empty where it cannot be read.</summary>
    private static string File(string path)
    {
        var fd = LogFileCalls.Open(path, Libc.O_RDONLY, 0);
        if (fd < 0)
            return "";
        var bytes = LogFileCalls.ReadAll(fd);
        LogFileCalls.Close(fd);
        return OsText.Decode(bytes);
    }
}
