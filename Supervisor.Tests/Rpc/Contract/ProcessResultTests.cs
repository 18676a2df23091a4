using Supervisor.Rpc.Contract;
using Supervisor.Tests.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Contract;

public class ProcessResultTests
{
    [Fact]
    public void Success_is_status_80_and_OK() =>
        Assert.Equal(
            "{'name': 'p', 'group': 'g', 'status': 80, 'description': 'OK'}",
            XmlRpcText.Of(ProcessResult.Succeeded("p", "g").ToValue()));

    [Fact]
    public void It_comes_back_from_the_wire_as_it_went()
    {
        var result = new ProcessResult("p", "g", FaultCode.NotRunning, "NOT_RUNNING: g:p");
        Assert.Equal(result, ProcessResult.FromValue(result.ToValue()));
    }
}
