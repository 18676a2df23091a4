namespace Supervisor.Tests.Support;

/// <summary>What a call came to: a value, a fault, or an HTTP status that is not 200.</summary>
internal sealed record RpcReply(HttpReply Http, object? Value, RpcFault? Fault)
{
    public RpcStruct Struct => (RpcStruct)Value!;

    public IReadOnlyList<object?> Array => (object?[])Value!;

    public override string ToString() =>
        Http.Status != 200 ? $"HTTP {Http.Status}" : Fault is null ? RpcText.Render(Value) : $"fault {Fault.Code} {RpcText.Render(Fault.Text)}";
}

/// <summary>A refusal by the method.</summary>
internal sealed record RpcFault(int Code, string Text);
