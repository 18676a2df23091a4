using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Tests.Support;

/// <summary>Reads a file that another has locked, as cat does: without a lock of one's own, which .NET takes.</summary>
internal static class SharedFile
{
    public static string Text(string path)
    {
        var file = LogFileCalls.Open(path, Libc.O_RDONLY, 0);
        if (file < 0)
            throw new PosixException($"open '{path}'", -file);
        try
        {
            return Encoding.UTF8.GetString(LogFileCalls.ReadAll(file));
        }
        finally
        {
            LogFileCalls.Close(file);
        }
    }
}
