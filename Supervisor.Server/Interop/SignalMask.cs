using System.Runtime;
using System.Runtime.CompilerServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// Blocks signals in every thread of the program, so that they wait in the kernel until they are read. A signal that is not blocked
/// in one single thread would be delivered there and end the program.
/// </summary>
internal static unsafe class SignalMask
{
    /// <summary>
    /// Blocks the signals in every thread and sets their dispositions to the default: started under nohup, or by somebody who ignores
    /// SIGCHLD, the kernel would throw away signals or how the children ended. To be called by the main thread first of all. Under a
    /// runtime that compiles it does not return the first time: that runtime has threads already, so the program starts itself anew
    /// with the mask, which they then inherit.
    /// </summary>
    public static void BlockEverywhere(int[] signals)
    {
        var before = BlockHere(signals);
        foreach (var signal in signals)
            _ = Libc.signal(signal, SignalDispositions.Default);
        if (Array.TrueForAll(signals, signal => before.Contains(signal)))
            return;
        if (JitInfo.GetCompiledMethodCount() > 0)
            ProcessStart.ExecuteAgain();
        else
            BlockInFinalizerThread(signals);
    }

    /// <summary>The one thread that exists before Main in the native program; it is reached by a finalizer.</summary>
    private static void BlockInFinalizerThread(int[] signals)
    {
        Leave(signals);
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
    }

    /// <summary>Not inlined: the object must not live on in the caller's frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(int[] signals) => _ = new Blocker(signals);

    private static SignalSet BlockHere(ReadOnlySpan<int> signals)
    {
        var set = SignalSet.Of(signals);
        SignalSet before;
        var errno = Libc.pthread_sigmask(Libc.SIG_BLOCK, &set, &before);
        return errno == 0 ? before : throw new PosixException("pthread_sigmask", errno);
    }

    private sealed class Blocker(int[] signals)
    {
        ~Blocker() => BlockHere(signals);
    }
}
