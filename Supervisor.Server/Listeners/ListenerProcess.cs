using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Listeners;

/// <summary>A managed process in the part of a listener.</summary>
internal sealed class ListenerProcess(ManagedProcess process) : IListenerProcess
{
    public string Name => process.Name;

    public ProcessState State => process.State;

    public bool TryWrite(ReadOnlyMemory<byte> bytes) => process.Child?.Input?.Write(bytes) == InputOutcome.Accepted;
}
