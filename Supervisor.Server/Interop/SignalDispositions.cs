using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// What has to be put right about signals before the runtime handles the first one: it respects what was ignored at the start, and as
/// PID 1 it takes the deaths of all children for itself.
/// </summary>
internal static unsafe partial class SignalDispositions
{
    private const int SIG_DFL = 0;
    private const int SIG_IGN = 1;

    /// <summary>
    /// Takes these signals out of the ignored ones: under nohup, in the background of a script, or started by somebody who ignores SIGCHLD, the
    /// daemon would be deaf to them, and the kernel would throw away how its children ended.
    /// </summary>
    public static void StopIgnoring(IEnumerable<int> signals)
    {
        foreach (var signal in signals.Where(IsIgnored))
            _ = Libc.signal(signal, SIG_DFL);
    }

    /// <summary>
    /// The runtime's handler of SIGCHLD reaps every child when it is PID 1 and nobody has claimed them; the claim is one that only its own
    /// class for processes is meant to make: decision 0008. To be called after a first registration for signals, with which the
    /// runtime makes the tables that this one writes to.
    /// </summary>
    public static void ClaimChildren() => RegisterForSigChld(&LeaveThem);

    /// <summary>The handler stands first in the C library's <c>struct sigaction</c>.</summary>
    private static bool IsIgnored(int signal)
    {
        var action = stackalloc nint[64];
        return Libc.sigaction(signal, null, action) == 0 && *action == SIG_IGN;
    }

    /// <summary>Reaps nothing, and leaves the terminal as it is.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LeaveThem(int reapAll, int configureConsole) => 0;

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_RegisterForSigChld")]
    private static partial void RegisterForSigChld(delegate* unmanaged[Cdecl]<int, int, int> callback);
}
