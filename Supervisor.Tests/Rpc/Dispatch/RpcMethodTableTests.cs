using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Dispatch;

public class RpcMethodTableTests
{
    private bool _goingDown;

    private RpcMethodTable Table() => new(
        [
            RpcMethod.Row("supervisor.getIdentification", _ => "me"),
            RpcMethod.Row("supervisor.startProcess", a => $"{a.String(0)} {a.Boolean(1, otherwise: true)}"),
            RpcMethod.Row("supervisor.getProcessInfo", a => Thrown(new RpcException(FaultCode.BadName, a.String(0)))),
            RpcMethod.Row("supervisor.sendRemoteCommEvent", _ => true),
            RpcMethod.Row("supervisor.getPID", _ => Thrown(new InvalidOperationException("broken"))),
        ],
        () =>
        {
            if (_goingDown)
                throw new RpcException(FaultCode.ShutdownState);
        });

    [Fact]
    public async Task A_call_is_answered_with_the_handler_s_value()
    {
        Assert.Equal("me", (await Call("supervisor.getIdentification")).Value);
        Assert.Equal("p True", (await Call("supervisor.startProcess", "p")).Value);
        Assert.Equal("p False", (await Call("supervisor.startProcess", "p", 0)).Value);
    }

    [Fact]
    public async Task A_refusal_is_answered_with_a_fault() =>
        Assert.Equal(new Fault(10, "BAD_NAME: nope"), (await Call("supervisor.getProcessInfo", "nope")).Fault);

    [Theory]
    [InlineData("")]
    [InlineData("getIdentification")]
    [InlineData("supervisor.nope")]
    [InlineData("supervisor._update")]
    [InlineData("supervisor.supervisord.options.execve")]
    [InlineData("SUPERVISOR.getIdentification")]
    [InlineData(" supervisor.getIdentification")]
    [InlineData("supervisor.getState")]
    public async Task A_method_that_is_not_in_the_table_is_unknown(string name) =>
        Assert.Equal(new Fault(1, "UNKNOWN_METHOD"), (await Call(name)).Fault);

    [Fact]
    public async Task Too_few_and_too_many_arguments_are_incorrect()
    {
        var expected = new Fault(2, "INCORRECT_PARAMETERS");
        Assert.Equal(expected, (await Call("supervisor.getIdentification", 1)).Fault);
        Assert.Equal(expected, (await Call("supervisor.startProcess")).Fault);
        Assert.Equal(expected, (await Call("supervisor.startProcess", "a", true, 3)).Fault);
    }

    [Fact]
    public async Task The_guard_comes_after_the_count_of_arguments_and_before_all_else()
    {
        _goingDown = true;
        var down = new Fault(6, "SHUTDOWN_STATE");
        Assert.Equal(down, (await Call("supervisor.getIdentification")).Fault);
        Assert.Equal(down, (await Call("supervisor.startProcess", 5)).Fault);
        Assert.Equal(new Fault(2, "INCORRECT_PARAMETERS"), (await Call("supervisor.startProcess")).Fault);
    }

    [Fact]
    public async Task The_guard_is_asked_for_methods_of_our_own_too()
    {
        var table = new RpcMethodTable([RpcMethod.Row("live.getPlan", _ => true)], () => throw new RpcException(FaultCode.ShutdownState));
        Assert.Equal(new Fault(6, "SHUTDOWN_STATE"), (await table.InvokeAsync(new MethodCall("live.getPlan", []))).Fault);
    }

    [Fact]
    public async Task The_guard_lets_remote_events_and_system_methods_pass()
    {
        _goingDown = true;
        Assert.Equal(true, (await Call("supervisor.sendRemoteCommEvent", "t", "d")).Value);
        Assert.NotNull((await Call("system.listMethods")).Value);
        var results = (await Call("system.multicall", new XmlRpcValue.Array(
            [new XmlRpcValue.Struct([new("methodName", "supervisor.getIdentification")])]))).Value as XmlRpcValue.Array;
        Assert.Equal(6, ((XmlRpcValue.Struct)Assert.Single(results!.Items))["faultCode"]);
    }

    [Fact]
    public async Task An_exception_that_is_no_refusal_is_the_caller_s_to_handle() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Call("supervisor.getPID"));

    [Fact]
    public async Task An_answer_may_come_later()
    {
        var settled = new TaskCompletionSource<XmlRpcValue>();
        var table = new RpcMethodTable([RpcMethod.Row("supervisor.stopProcess", _ => settled.Task)]);
        var answer = table.InvokeAsync(new MethodCall("supervisor.stopProcess", ["p"]));
        Assert.False(answer.IsCompleted);
        settled.SetException(new RpcException(FaultCode.NotRunning, "p"));
        Assert.Equal(new Fault(70, "NOT_RUNNING: p"), (await answer).Fault);
    }

    [Fact]
    public void A_row_that_is_not_in_the_contract_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => RpcMethod.Row("supervisor.nope", _ => true));

    private static XmlRpcValue Thrown(Exception exception) => throw exception;

    private Task<MethodResponse> Call(string name, params XmlRpcValue[] arguments) => Table().InvokeAsync(new MethodCall(name, arguments));
}
