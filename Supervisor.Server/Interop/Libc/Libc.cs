using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// The C library's functions, structures and numbers under their own names, a file for each header, and nothing else: no policy, no error handling.
/// A function fails as in C: with -1 and errno, which <see cref="CallResult"/> takes up. Every number and layout is compared with the system's headers
/// by a test (<c>AbiTests</c>).
/// </summary>
internal static partial class Libc
{
    private const string Library = "libc";

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
