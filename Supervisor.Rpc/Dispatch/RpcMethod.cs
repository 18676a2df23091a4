using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Dispatch;

/// <summary>A row of the table: a method's name, how many arguments it takes, and what carries it out.</summary>
public sealed record RpcMethod(string Name, int MinArguments, int MaxArguments, Func<RpcArguments, Task<XmlRpcValue>> Handler)
{
    /// <summary>Refused while the daemon goes down: all but <c>system.*</c> and the one method that only passes a message on.</summary>
    public bool IsGuarded { get; } =
        !Name.StartsWith("system.", StringComparison.Ordinal) && Name != "supervisor.sendRemoteCommEvent";

    /// <summary>A row of the documented contract, which knows how many arguments there are.</summary>
    public static RpcMethod Row(string name, Func<RpcArguments, Task<XmlRpcValue>> handler)
    {
        var description = SupervisorMethods.Find(name) ?? throw new ArgumentException($"{name} is not in the contract", nameof(name));
        return new(name, description.MinArguments, description.Parameters.Count, handler);
    }

    /// <summary>A row whose handler is done when it returns.</summary>
    public static RpcMethod Row(string name, Func<RpcArguments, XmlRpcValue> handler) => Row(name, a => Task.FromResult(handler(a)));
}
