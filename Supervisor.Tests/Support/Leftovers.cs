using System.Diagnostics;
using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>
/// Finds every process that descends from one test, also those that became daemons or lost their parent:
/// they carry the test's mark in their environment.
/// </summary>
internal sealed class Leftovers
{
    public const string Variable = "SUPERVISOR_TEST_RUN";

    public string Mark { get; } = Guid.NewGuid().ToString("N");

    public IReadOnlyList<int> Pids()
    {
        var wanted = Encoding.ASCII.GetBytes($"{Variable}={Mark}");
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
                .Where(pid => pid != 0 && Environ(pid).AsSpan().IndexOf(wanted) >= 0),
        ];
    }

    public void Kill()
    {
        // A shell may start another child between the look and the blow, hence until none is found.
        for (var pids = Pids(); pids.Count > 0; pids = Pids())
        {
            foreach (var pid in pids)
                KillOne(pid);
        }
    }

    private static void KillOne(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }

    /// <summary>Empty for a zombie and for a process that is gone.</summary>
    private static byte[] Environ(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
