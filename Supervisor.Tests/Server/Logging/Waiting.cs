using System.Diagnostics;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Server.Logging;

/// <summary>Waits for conditions, and the short ways to what most tests here need.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task InTime(this Task task) => task.WaitAsync(Patience);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static async Task Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, "the condition did not come true in time");
            await Task.Delay(5);
        }
    }

    public static async Task<ChildLog> OpenLog(this LogWriter writer, string path, long maxBytes = 0, int backups = 0)
    {
        var log = new ChildLog(writer, new LogFileOptions(path, maxBytes, backups), action => action());
        await log.OpenAsync().InTime();
        return log;
    }

    public static async Task<int> ErrnoOf(Task task) => (await Assert.ThrowsAsync<PosixException>(() => task.InTime())).Errno;

    /// <summary>A named pipe without a reader.</summary>
    public static void MakeFifo(string path)
    {
        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
