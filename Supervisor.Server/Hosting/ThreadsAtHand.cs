using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Whether the system grants the threads that the daemon needs, asked before the first of them is made: the runtime ends the program where it
/// cannot have one of its own. All are made at the start; none is wanted later on a way that must not fail.
/// </summary>
internal static class ThreadsAtHand
{
    /// <summary>
    /// The spare spawners and the pool's workers, and eight more: the loop, HTTP's, the log writer's, syslog's, and the runtime's gate, timer, sockets
    /// and Kestrel's timer.
    /// </summary>
    private const int Needed = SpawnQueue.Spares + ThreadWarmUp.Workers + 8;

    private const int StackBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Fails with <see cref="ConfigurationException"/> where they cannot be had.</summary>
    public static void Verify()
    {
        var before = Count();
        using var release = new ManualResetEventSlim();
        var threads = new List<Thread>();
        try
        {
            while (threads.Count < Needed)
            {
                var thread = new Thread(release.Wait, StackBytes) { IsBackground = true };
                thread.Start();
                threads.Add(thread);
            }
        }
        catch (OutOfMemoryException)
        {
            // What the runtime calls a thread that the system does not grant.
            throw Refusal(threads.Count);
        }
        finally
        {
            release.Set();
            threads.ForEach(thread => thread.Join());
            AwaitEnd(before);
        }
    }

    /// <summary>A thread that was joined counts against the limit for a moment more.</summary>
    private static void AwaitEnd(int before)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Count() > before && TimeProvider.System.GetElapsedTime(began) < Patience)
            Poll.Wait([], milliseconds: 1);
    }

    /// <summary>0 where there is no /proc to ask.</summary>
    private static int Count()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/task").Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>For an <see cref="OutOfMemoryException"/> at the start: the runtime tells a thread that is not granted from memory that is not there by nothing.</summary>
    public static string WhatIsMissing() => $"There is not enough memory, or no thread to be had. {Limits()}";

    private static ConfigurationException Refusal(int granted) =>
        new($"supervisord needs {Needed} threads besides its first, and only {granted} could be had. {Limits()}");

    private static string Limits()
    {
        var limit = ResourceLimits.Get(ResourceLimits.NProc).Soft;
        var shown = limit == ResourceLimits.Unlimited ? "is not limited" : $"is {limit}";
        return $"The user's limit of processes (RLIMIT_NPROC, ulimit -u, LimitNPROC=) {shown} here and counts all that the user runs; a container or "
            + "service may have another (pids.max, --pids-limit, TasksMax=). Raise the one that is too small, with room for the programs to be started.";
    }
}
