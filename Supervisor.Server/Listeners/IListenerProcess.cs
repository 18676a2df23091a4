using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Listeners;

/// <summary>What a listener pool needs of one of its processes.</summary>
internal interface IListenerProcess
{
    string Name { get; }

    ProcessState State { get; }

    /// <summary>
    /// Writes to the child's stdin; what the pipe does not take now follows when it does. False where nobody will read it: the
    /// pipe is closed, or there is no child.
    /// </summary>
    bool TryWrite(ReadOnlyMemory<byte> bytes);
}
