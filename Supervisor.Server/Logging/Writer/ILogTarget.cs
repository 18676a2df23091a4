using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>An open file that log bytes go to. Used by one thread at a time.</summary>
internal interface ILogTarget : IDisposable
{
    /// <summary>Which file it is; two names of one file have the same.</summary>
    FileStatus Identity { get; }

    /// <summary>Whether a write may make the writing thread wait: true for all but regular files.</summary>
    bool MayBlock { get; }

    /// <summary>Bytes that fit before the file is due for rotation; a write may exceed it.</summary>
    long Room { get; }

    /// <summary>One write(2): the bytes taken, or the negative errno.</summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>To be called between two whole writes: rotates when that is due. 0, or the negative errno.</summary>
    int EndWrite();

    /// <summary>The bytes of a write that timed out are given up: the next write may begin with others.</summary>
    void AbandonWrite();

    /// <summary>As data, between two writes.</summary>
    LogTargetRecord ToRecord();
}
