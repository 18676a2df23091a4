using Supervisor.Rpc.Contract;

namespace Supervisor.Tests.Rpc.Contract;

public class FaultCodeTests
{
    /// <summary>Recorded from stock 4.2.5.</summary>
    [Theory]
    [InlineData(1, "UNKNOWN_METHOD")]
    [InlineData(2, "INCORRECT_PARAMETERS")]
    [InlineData(3, "BAD_ARGUMENTS")]
    [InlineData(4, "SIGNATURE_UNSUPPORTED")]
    [InlineData(6, "SHUTDOWN_STATE")]
    [InlineData(10, "BAD_NAME")]
    [InlineData(11, "BAD_SIGNAL")]
    [InlineData(20, "NO_FILE")]
    [InlineData(21, "NOT_EXECUTABLE")]
    [InlineData(30, "FAILED")]
    [InlineData(40, "ABNORMAL_TERMINATION")]
    [InlineData(50, "SPAWN_ERROR")]
    [InlineData(60, "ALREADY_STARTED")]
    [InlineData(70, "NOT_RUNNING")]
    [InlineData(80, "SUCCESS")]
    [InlineData(90, "ALREADY_ADDED")]
    [InlineData(91, "STILL_RUNNING")]
    [InlineData(92, "CANT_REREAD")]
    public void A_code_has_the_name_the_wire_knows(int code, string name)
    {
        Assert.Equal(name, ((FaultCode)code).Text());
        Assert.Equal($"{name}: g:*", ((FaultCode)code).Text("g:*"));
    }
}
