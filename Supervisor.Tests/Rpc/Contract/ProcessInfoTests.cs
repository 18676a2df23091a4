using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Contract;

public class ProcessInfoTests
{
    private static readonly ProcessInfo Info = new(
        "web", "site", 100, 0, 143, ProcessState.Running, "", 0, "/tmp/out.log", "", 4711, "pid 4711, uptime 0:00:43");

    [Fact]
    public void The_members_stand_in_the_order_of_the_wire() =>
        Assert.Equal(
            [
                "name", "group", "start", "stop", "now", "state", "statename", "spawnerr", "exitstatus", "logfile", "stdout_logfile",
                "stderr_logfile", "pid", "description",
            ],
            Info.ToValue().Members.Select(m => m.Key));

    [Fact]
    public void The_state_stands_by_number_and_name_and_the_log_by_two_names()
    {
        var members = Info.ToValue();
        Assert.Equal(20, members["state"]);
        Assert.Equal("RUNNING", members["statename"]);
        Assert.Equal("/tmp/out.log", members["logfile"]);
        Assert.Equal("/tmp/out.log", members["stdout_logfile"]);
        Assert.Equal("", members["stderr_logfile"]);
    }

    [Fact]
    public void It_comes_back_from_the_wire_as_it_went()
    {
        var sent = XmlRpcWriter.Write(new MethodResponse(Info.ToValue()));
        Assert.Equal(Info, ProcessInfo.FromValue(XmlRpcReader.ReadResponse(sent.Span).Value!));
    }

    [Fact]
    public void Times_after_January_2038_are_capped() =>
        Assert.Equal(int.MaxValue, (Info with { Now = 4_000_000_000 }).ToValue()["now"]);

    [Fact]
    public void What_is_no_process_info_is_refused()
    {
        Assert.Throws<XmlRpcFormatException>(() => ProcessInfo.FromValue("text"));
        Assert.Throws<XmlRpcFormatException>(() => ProcessInfo.FromValue(new XmlRpcValue.Struct([])));
        var wrong = new XmlRpcValue.Struct([.. Info.ToValue().Members.Select(m => m.Key == "pid" ? new("pid", "4711") : m)]);
        var refusal = Assert.Throws<XmlRpcFormatException>(() => ProcessInfo.FromValue(wrong));
        Assert.Equal("the process info's pid is not a number", refusal.Message);
    }
}
