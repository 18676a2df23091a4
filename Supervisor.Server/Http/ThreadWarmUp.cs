namespace Supervisor.Server.Http;

/// <summary>
/// Makes the threads that the runtime would make when it first needs them, and for good: the workers of the pool, its gate and the timer's
/// thread. Later there may be none to be had (a limit on processes is reached), and a runtime that cannot have one aborts the program.
/// </summary>
internal static class ThreadWarmUp
{
    /// <summary>
    /// Of the pool, for ever; the project's runtime settings say the same, and that a worker never ends and never spins. What the pool does
    /// here is short, or waits for a disk: at most <see cref="DiskReaders"/> of the followed logs do at once.
    /// </summary>
    public const int Workers = 8;

    /// <summary>How many workers may wait for the disk of a followed log. The others are for everything else.</summary>
    public const int DiskReaders = 3;

    /// <summary>Returns when they are all there. To be called before the daemon says that it has started.</summary>
    public static void Run()
    {
        ThreadPool.SetMinThreads(Workers, 1);
        ThreadPool.SetMaxThreads(Workers, 1);
        // Not disposed of: a worker may be a moment late in looking at them.
        var present = new CountdownEvent(Workers);
        var release = new ManualResetEventSlim();
        for (var i = 0; i < Workers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    present.Signal();
                    // Stays until all are there: a worker that was free again would take the next one's part.
                    release.Wait();
                },
                null);
        }
        present.Wait();
        release.Set();
        var fired = new ManualResetEventSlim();
        using var timer = new Timer(_ => fired.Set(), null, dueTime: 0, Timeout.Infinite);
        fired.Wait();
    }
}
