using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Signals by name and number, and sending them. The names are Python's, whose list stock accepts.</summary>
internal static class Signals
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 10;
    public const int SIGUSR2 = 12;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGTSTP = 20;
    public const int SIGXFSZ = 25;

    /// <summary>Where a number has two names the last one is the one shown.</summary>
    internal static readonly (string Name, int Number)[] Known =
    [
        ("SIGHUP", 1), ("SIGINT", 2), ("SIGQUIT", 3), ("SIGILL", 4), ("SIGTRAP", 5), ("SIGIOT", 6), ("SIGABRT", 6), ("SIGBUS", 7),
        ("SIGFPE", 8), ("SIGKILL", 9), ("SIGUSR1", 10), ("SIGSEGV", 11), ("SIGUSR2", 12), ("SIGPIPE", 13), ("SIGALRM", 14), ("SIGTERM", 15),
        ("SIGSTKFLT", 16), ("SIGCLD", 17), ("SIGCHLD", 17), ("SIGCONT", 18), ("SIGSTOP", 19), ("SIGTSTP", 20), ("SIGTTIN", 21),
        ("SIGTTOU", 22), ("SIGURG", 23), ("SIGXCPU", 24), ("SIGXFSZ", 25), ("SIGVTALRM", 26), ("SIGPROF", 27), ("SIGWINCH", 28),
        ("SIGPOLL", 29), ("SIGIO", 29), ("SIGPWR", 30), ("SIGSYS", 31), ("SIGRTMIN", 34), ("SIGRTMAX", 64),
    ];

    private static readonly Dictionary<string, int> ByName = Known.ToDictionary(s => s.Name, s => s.Number);
    private static readonly Dictionary<int, string> ByNumber = Known.GroupBy(s => s.Number).ToDictionary(g => g.Key, g => g.Last().Name);

    /// <summary>A number, or a name in any case with or without SIG. 0 is accepted: it only asks whether the process is there.</summary>
    public static bool TryParse(string text, out int number)
    {
        var trimmed = text.Trim();
        if (int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return number == 0 || ByNumber.ContainsKey(number);
        var name = trimmed.ToUpperInvariant();
        return ByName.TryGetValue(name.StartsWith("SIG", StringComparison.Ordinal) ? name : $"SIG{name}", out number);
    }

    public static string Name(int number) => ByNumber.GetValueOrDefault(number) ?? $"signal {number}";

    public static void Kill(int pid, int signal) => Send(pid, signal);

    public static void KillGroup(int processGroup, int signal) => Send(-processGroup, signal);

    /// <summary>Whether anybody is in a process group, the dead who are not reaped included.</summary>
    public static bool GroupExists(int processGroup) => Libc.kill(-processGroup, 0) == 0 || Marshal.GetLastPInvokeError() == Errno.EPERM;

    private static void Send(int target, int signal)
    {
        // 0 and -1 would mean our own group and everybody.
        if (target is 0 or -1)
            throw new ArgumentOutOfRangeException(nameof(target));
        if (Libc.kill(target, signal) < 0)
            throw PosixException.Last("kill");
    }
}
