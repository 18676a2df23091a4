using System.Diagnostics;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>The short ways to what most tests of logs need.</summary>
internal static class LogCalls
{
    public static async Task<ChildLog> OpenLog(this LogWriter writer, string path, long maxBytes = 0, int backups = 0, bool isAuto = false)
    {
        var log = new ChildLog(writer, new LogFileOptions(path, maxBytes, backups, isAuto), action => action());
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
