using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Dispatch;

/// <summary>The <c>system.*</c> namespace over a table: what there is, what it means, and several calls in one.</summary>
internal sealed class SystemMethods(RpcMethodTable table, long maxAnswerBytes)
{
    public IEnumerable<RpcMethod> Rows() =>
    [
        RpcMethod.Row("system.listMethods", _ => ListMethods()),
        RpcMethod.Row("system.methodHelp", a => DescriptionOf(a).Help()),
        RpcMethod.Row("system.methodSignature", a => SignatureOf(DescriptionOf(a))),
        RpcMethod.Row("system.multicall", MulticallAsync),
    ];

    private XmlRpcValue.Array ListMethods() => new([.. table.Names.Select(n => (XmlRpcValue)n)]);

    private MethodDescription DescriptionOf(RpcArguments arguments) =>
        arguments[0] is XmlRpcValue.Str name && table.Contains(name.Value) && SupervisorMethods.Find(name.Value) is { } description
            ? description
            : throw new RpcException(FaultCode.SignatureUnsupported);

    private static XmlRpcValue.Array SignatureOf(MethodDescription description) =>
        new([description.ReturnType, .. description.Parameters.Select(p => (XmlRpcValue)p.Type)]);

    /// <summary>
    /// Results stand bare, not in arrays of one as the convention has it: stock's clients know nothing else. The result that is too much for
    /// the answer is left out, and what comes after it is not called.
    /// </summary>
    private async Task<XmlRpcValue> MulticallAsync(RpcArguments arguments)
    {
        if (arguments[0] is not XmlRpcValue.Array calls)
            throw new RpcException(FaultCode.IncorrectParameters);
        var results = new List<XmlRpcValue>(calls.Items.Count);
        var left = maxAnswerBytes;
        foreach (var call in calls.Items)
        {
            if (left < 0)
            {
                results.Add(TooLong("not called, "));
                continue;
            }
            var result = await ResultOfAsync(call, arguments.Room);
            left -= WireSize.AtLeast(result);
            results.Add(left < 0 ? TooLong("") : result);
        }
        return new XmlRpcValue.Array(results);
    }

    private XmlRpcValue.Struct TooLong(string call) =>
        new RpcException(FaultCode.Failed, $"{call}the answer would be longer than {maxAnswerBytes} bytes").ToFault().ToStruct();

    private async Task<XmlRpcValue> ResultOfAsync(XmlRpcValue call, IAnswerRoom? room)
    {
        try
        {
            return await CallOneAsync(call, room);
        }
        catch (RpcException refusal)
        {
            return refusal.ToFault().ToStruct();
        }
        catch (Exception failure)
        {
            // One call that breaks must not take the others' results along: here each call is a request of its own.
            return new RpcException(FaultCode.Failed, $"<class '{failure.GetType().Name}'>:{failure.Message}").ToFault().ToStruct();
        }
    }

    private Task<XmlRpcValue> CallOneAsync(XmlRpcValue call, IAnswerRoom? room)
    {
        if (call is not XmlRpcValue.Struct members)
            throw new RpcException(FaultCode.IncorrectParameters);
        var method = members["methodName"] switch
        {
            null or XmlRpcValue.Nil => throw new RpcException(FaultCode.IncorrectParameters, "No methodName"),
            XmlRpcValue.Str { Value: "system.multicall" } =>
                throw new RpcException(FaultCode.IncorrectParameters, "Recursive system.multicall forbidden"),
            XmlRpcValue.Str name => name.Value,
            _ => throw new RpcException(FaultCode.IncorrectParameters),
        };
        var parameters = members["params"] switch
        {
            null => [],
            XmlRpcValue.Array array => array.Items,
            _ => null,
        };
        return table.CallAsync(method, parameters, room);
    }
}
