namespace Supervisor.Server.Interop;

/// <summary>The program that runs: its file, and starting it in the place of itself.</summary>
internal static unsafe class OwnProgram
{
    private const string KernelLink = "/proc/self/exe";

    /// <summary>What to execute to run the same program again: the very file, even where another has its name by now.</summary>
    public static string File => Path.Exists(KernelLink) ? KernelLink : Environment.ProcessPath ?? "";

    /// <summary>Same pid, same arguments, same environment. Returns only where the kernel refuses.</summary>
    public static void StartAnew()
    {
        using var path = new NativeStrings([File]);
        using var arguments = new NativeStrings(OsText.ReadStrings("/proc/self/cmdline"));
        using var environment = new NativeStrings(OsText.ReadStrings("/proc/self/environ"));
        _ = Libc.execve(*path.Pointer, arguments.Pointer, environment.Pointer);
    }
}
