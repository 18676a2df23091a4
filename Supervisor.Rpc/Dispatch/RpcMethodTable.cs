using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Dispatch;

/// <summary>
/// Owns the methods by name, the <c>system.*</c> ones included, and answers calls: a refusal comes back as a fault, any other exception
/// is the caller's to handle. Handlers run on the caller's thread, and what follows an await on its synchronization context.
/// </summary>
public sealed class RpcMethodTable
{
    /// <summary>What an answer may have: no client reads more, and a handful of requests must not fill the memory.</summary>
    public const long MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly Dictionary<string, RpcMethod> _methods;
    private readonly Action? _guard;

    /// <param name="methods">The methods besides <c>system.*</c>.</param>
    /// <param name="guard">
    /// Runs before each guarded method, after its arguments are counted; throws <see cref="RpcException"/> to refuse.
    /// </param>
    /// <param name="maxAnswerBytes">What the results of one multicall may have together.</param>
    public RpcMethodTable(IEnumerable<RpcMethod> methods, Action? guard = null, long maxAnswerBytes = MaxAnswerBytes)
    {
        _guard = guard;
        _methods = methods.Concat(new SystemMethods(this, maxAnswerBytes).Rows()).ToDictionary(m => m.Name, StringComparer.Ordinal);
        Names = [.. _methods.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of all methods in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool Contains(string name) => _methods.ContainsKey(name);

    /// <param name="call">What is asked for.</param>
    /// <param name="room">Where the answer is to be kept; null where nobody counts.</param>
    public async Task<MethodResponse> InvokeAsync(MethodCall call, IAnswerRoom? room = null)
    {
        try
        {
            return new MethodResponse(await CallAsync(call.Name, call.Params, room));
        }
        catch (RpcException refusal)
        {
            return new MethodResponse(refusal.ToFault());
        }
    }

    /// <summary>The method's value, or an <see cref="RpcException"/>. Arguments that are null are of no array at all.</summary>
    internal Task<XmlRpcValue> CallAsync(string name, IReadOnlyList<XmlRpcValue>? arguments, IAnswerRoom? room)
    {
        if (!_methods.TryGetValue(name, out var method))
            throw new RpcException(FaultCode.UnknownMethod);
        if (arguments is null || arguments.Count < method.MinArguments || arguments.Count > method.MaxArguments)
            throw new RpcException(FaultCode.IncorrectParameters);
        if (method.IsGuarded)
            _guard?.Invoke();
        return method.Handler(new RpcArguments(arguments, room));
    }
}
