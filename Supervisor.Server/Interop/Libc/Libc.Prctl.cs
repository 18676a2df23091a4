using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>sys/prctl.h</c>: what a process is called.</summary>
internal static partial class Libc
{
    internal const int PR_SET_NAME = 15;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int prctl(int option, string name);
}
