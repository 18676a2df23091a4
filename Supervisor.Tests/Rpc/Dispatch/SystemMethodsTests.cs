using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Tests.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Dispatch;

/// <summary>What is expected of <c>system.multicall</c> is what stock 4.2.5 was seen to answer, but for the tests that say so.</summary>
public class SystemMethodsTests
{
    private readonly List<string> _started = [];
    private readonly Dictionary<string, TaskCompletionSource<XmlRpcValue>> _waiting = [];
    private readonly RpcMethodTable _table;

    public SystemMethodsTests() => _table = new(
    [
        RpcMethod.Row("supervisor.getVersion", _ => "3.0"),
        RpcMethod.Row("supervisor.getState", _ => new XmlRpcValue.Struct([new("statecode", 1), new("statename", "RUNNING")])),
        RpcMethod.Row("supervisor.getPID", _ => Thrown(new InvalidOperationException("broken"))),
        RpcMethod.Row("supervisor.getProcessInfo", a => Thrown(new RpcException(FaultCode.BadName, a.String(0)))),
        RpcMethod.Row("supervisor.stopProcess", a =>
        {
            _started.Add(a.String(0));
            return (_waiting[a.String(0)] = new()).Task;
        }),
    ]);

    [Fact]
    public async Task ListMethods_names_what_is_in_the_table_in_order() =>
        Assert.Equal(
            "['supervisor.getPID', 'supervisor.getProcessInfo', 'supervisor.getState', 'supervisor.getVersion', 'supervisor.stopProcess', "
            + "'system.listMethods', 'system.methodHelp', 'system.methodSignature', 'system.multicall']",
            await Answer("system.listMethods"));

    [Fact]
    public async Task With_every_method_bound_listMethods_names_all_of_the_contract()
    {
        var rows = SupervisorMethods.All
            .Where(m => !m.Name.StartsWith("system.", StringComparison.Ordinal))
            .Select(m => RpcMethod.Row(m.Name, _ => true));
        var answer = await new RpcMethodTable(rows).InvokeAsync(new MethodCall("system.listMethods", []));
        Assert.Equal(
            SupervisorMethods.All.Select(m => m.Name).Order(StringComparer.Ordinal),
            ((XmlRpcValue.Array)answer.Value!).Items.Select(i => ((XmlRpcValue.Str)i).Value));
    }

    [Fact]
    public async Task MethodSignature_tells_the_result_s_type_and_the_parameters()
    {
        Assert.Equal("['boolean', 'string', 'boolean']", await Answer("system.methodSignature", "supervisor.stopProcess"));
        Assert.Equal("['array', 'array']", await Answer("system.methodSignature", "system.multicall"));
    }

    [Fact]
    public async Task MethodHelp_tells_what_the_contract_says() =>
        Assert.Equal(
            $"'{SupervisorMethods.Find("supervisor.getVersion")!.Help()}'",
            await Answer("system.methodHelp", "supervisor.getVersion"));

    [Theory]
    [InlineData("system.methodHelp")]
    [InlineData("system.methodSignature")]
    public async Task A_method_that_is_not_in_the_table_has_neither_help_nor_signature(string method)
    {
        Assert.Equal("4 SIGNATURE_UNSUPPORTED", await Answer(method, "supervisor.nope"));
        Assert.Equal("4 SIGNATURE_UNSUPPORTED", await Answer(method, "supervisor.startProcess"));
        Assert.Equal("4 SIGNATURE_UNSUPPORTED", await Answer(method, 5));
        Assert.Equal("2 INCORRECT_PARAMETERS", await Answer(method));
    }

    [Fact]
    public async Task Multicall_answers_bare_values_and_faults_as_structs() =>
        Assert.Equal(
            "['3.0', {'statecode': 1, 'statename': 'RUNNING'}, {'faultCode': 10, 'faultString': 'BAD_NAME: x'}, "
            + "{'faultCode': 1, 'faultString': 'UNKNOWN_METHOD'}, {'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS'}, '3.0']",
            await Multicall(
                One("supervisor.getVersion"),
                One("supervisor.getState"),
                One("supervisor.getProcessInfo", "x"),
                One("nope"),
                One("supervisor.getVersion", "too much"),
                One("supervisor.getVersion")));

    [Fact]
    public async Task Multicall_of_nothing_answers_nothing() => Assert.Equal("[]", await Multicall());

    [Fact]
    public async Task Multicall_takes_missing_params_for_none() =>
        Assert.Equal("['3.0']", await Multicall(new XmlRpcValue.Struct([new("methodName", "supervisor.getVersion")])));

    [Fact]
    public async Task Multicall_within_multicall_is_forbidden() =>
        Assert.Equal(
            "[{'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS: Recursive system.multicall forbidden'}]",
            await Multicall(One("system.multicall", new XmlRpcValue.Array([]))));

    [Fact]
    public async Task Multicall_misses_a_method_s_name()
    {
        const string expected = "[{'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS: No methodName'}]";
        Assert.Equal(expected, await Multicall(new XmlRpcValue.Struct([])));
        Assert.Equal(expected, await Multicall(new XmlRpcValue.Struct([new("methodName", XmlRpcValue.Nil.Value)])));
    }

    [Fact]
    public async Task Multicall_turns_a_failure_into_FAILED_and_goes_on() =>
        Assert.Equal(
            "[{'faultCode': 30, 'faultString': 'FAILED: <class 'InvalidOperationException'>:broken'}, '3.0']",
            await Multicall(One("supervisor.getPID"), One("supervisor.getVersion")));

    /// <summary>Stock answers all of the request with HTTP 500, or FAILED for the name that is a number.</summary>
    [Fact]
    public async Task Multicall_refuses_odd_arguments()
    {
        const string refused = "{'faultCode': 2, 'faultString': 'INCORRECT_PARAMETERS'}";
        Assert.Equal("2 INCORRECT_PARAMETERS", await Answer("system.multicall", "text"));
        Assert.Equal($"[{refused}, '3.0']", await Multicall("text", One("supervisor.getVersion")));
        Assert.Equal($"[{refused}]", await Multicall(new XmlRpcValue.Struct([new("methodName", 5)])));
        Assert.Equal($"[{refused}]", await Multicall(
            new XmlRpcValue.Struct([new("methodName", "supervisor.getVersion"), new("params", "x")])));
    }

    [Fact]
    public async Task Multicall_makes_the_next_call_when_the_one_before_has_settled()
    {
        var answer = Multicall(One("supervisor.stopProcess", "a"), One("supervisor.stopProcess", "b"), One("supervisor.getVersion"));
        Assert.Equal(["a"], _started);
        _waiting["a"].SetResult(true);
        Assert.Equal(["a", "b"], _started);
        Assert.False(answer.IsCompleted);
        _waiting["b"].SetException(new RpcException(FaultCode.NotRunning, "b"));
        Assert.Equal("[true, {'faultCode': 70, 'faultString': 'NOT_RUNNING: b'}, '3.0']", await answer.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Multicall_leaves_out_what_is_too_much_for_the_answer_and_calls_nothing_after_it()
    {
        var calls = 0;
        var table = new RpcMethodTable(
        [
            new RpcMethod("big", 0, 0, _ => Task.FromResult<XmlRpcValue>(new string('a', 600))),
            new RpcMethod("count", 0, 0, _ => Task.FromResult<XmlRpcValue>(++calls)),
        ], maxAnswerBytes: 1000);
        var answer = await table.InvokeAsync(new MethodCall(
            "system.multicall", [new XmlRpcValue.Array([One("count"), One("big"), One("big"), One("count"), One("big")])]));
        Assert.Equal(
            $"[1, '{new string('a', 600)}', {{'faultCode': 30, 'faultString': 'FAILED: the answer would be longer than 1000 bytes'}}, "
            + "{'faultCode': 30, 'faultString': 'FAILED: not called, the answer would be longer than 1000 bytes'}, "
            + "{'faultCode': 30, 'faultString': 'FAILED: not called, the answer would be longer than 1000 bytes'}]",
            XmlRpcText.Of(answer.Value!));
        Assert.Equal(1, calls);
    }

    private static XmlRpcValue Thrown(Exception exception) => throw exception;

    private static XmlRpcValue.Struct One(string name, params XmlRpcValue[] arguments) =>
        new([new("methodName", name), new("params", new XmlRpcValue.Array(arguments))]);

    private Task<string> Multicall(params XmlRpcValue[] calls) => Answer("system.multicall", new XmlRpcValue.Array(calls));

    private async Task<string> Answer(string method, params XmlRpcValue[] arguments)
    {
        var response = await _table.InvokeAsync(new MethodCall(method, arguments));
        return response.Fault is { } fault ? $"{fault.Code} {fault.Text}" : XmlRpcText.Of(response.Value!);
    }
}
