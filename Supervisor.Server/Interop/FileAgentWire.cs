using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The calls a file agent carries out.</summary>
internal enum FileCall
{
    /// <summary>Said by the agent, once it is ready.</summary>
    Hello,
    Open,

    /// <summary>The only one without an answer.</summary>
    Close,
    Write,
    ReadAt,
    Position,
    Lock,
    Status,
    StatusOfPath,
    Rename,
    Unlink,
    List,
    MakeDirectory,
}

/// <summary>One request to a file agent; <paramref name="Length"/> bytes follow: text, or what is to be written.</summary>
/// <param name="Call">What to do.</param>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Fd">The agent's own descriptor, where the call is about one.</param>
/// <param name="Flags">Of an open or a lock; how many bytes a read may bring; of a rename, where in the text the second path begins.</param>
/// <param name="Mode">Of a file that is created.</param>
/// <param name="Offset">Where to read.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileRequest(FileCall Call, int Length, int Fd, int Flags, uint Mode, long Offset);

/// <summary>What a file agent answers; <paramref name="Length"/> bytes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileAnswer(long Result, int Length);

/// <summary>Sizes that both ends keep to.</summary>
internal static class FileAgentWire
{
    /// <summary>The descriptor an agent finds its socket at.</summary>
    public const int Descriptor = 3;

    /// <summary>No read brings more at once; no write carries more.</summary>
    public const int LargestPiece = 256 * 1024;
}
