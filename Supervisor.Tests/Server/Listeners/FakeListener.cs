using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Listeners;

namespace Supervisor.Tests.Server.Listeners;

/// <summary>A process as a pool sees it: a state that is set, and a stdin that keeps what is written.</summary>
internal sealed class FakeListener(string name, List<(string Name, string Text)> sent) : IListenerProcess
{
    public string Name => name;

    public ProcessState State { get; set; } = ProcessState.Stopped;

    public bool IsBroken { get; set; }

    public bool TryWrite(ReadOnlyMemory<byte> bytes)
    {
        if (IsBroken)
            return false;
        sent.Add((name, Encoding.UTF8.GetString(bytes.Span)));
        return true;
    }
}
