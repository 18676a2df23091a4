using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Tests.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Contract;

public class ConfigInfoTests
{
    private static readonly ConfigInfo Info = new()
    {
        AutoStart = true,
        AutoRestart = AutoRestart.Unexpected,
        Directory = null,
        Uid = null,
        Command = "/bin/cat",
        ExitCodes = [0, 2],
        Group = "g",
        GroupPriority = 999,
        InUse = true,
        KillAsGroup = false,
        Name = "p",
        ProcessPriority = 998,
        RedirectStderr = false,
        StartRetries = 3,
        StartSeconds = 1,
        Stdout = new ConfigChannelInfo(0, false, "auto", 10, 52_428_800, false),
        StopSignal = 15,
        StopWaitSeconds = 10,
        Stderr = new ConfigChannelInfo(1024, true, null, 11, 5_000_000_000, true),
        ServerUrl = null,
    };

    [Fact]
    public void The_members_stand_in_the_order_of_the_wire_and_unset_options_are_none() =>
        Assert.Equal(
            "{'autostart': true, 'autorestart': 'unexpected', 'directory': 'none', 'uid': 'none', 'command': '/bin/cat', "
            + "'exitcodes': [0, 2], 'group': 'g', 'group_prio': 999, 'inuse': true, 'killasgroup': false, 'name': 'p', 'process_prio': 998, "
            + "'redirect_stderr': false, 'startretries': 3, 'startsecs': 1, 'stdout_capture_maxbytes': 0, 'stdout_events_enabled': false, "
            + "'stdout_logfile': 'auto', 'stdout_logfile_backups': 10, 'stdout_logfile_maxbytes': 52428800, 'stdout_syslog': false, "
            + "'stopsignal': 15, 'stopwaitsecs': 10, 'stderr_capture_maxbytes': 1024, 'stderr_events_enabled': true, "
            + "'stderr_logfile': 'none', 'stderr_logfile_backups': 11, 'stderr_logfile_maxbytes': 2147483647, 'stderr_syslog': true, "
            + "'serverurl': 'none'}",
            XmlRpcText.Of(Info.ToValue()));

    [Theory]
    [InlineData(AutoRestart.Always, "true")]
    [InlineData(AutoRestart.Never, "false")]
    [InlineData(AutoRestart.Unexpected, "'unexpected'")]
    public void Autorestart_is_a_boolean_or_the_word(AutoRestart autoRestart, string wire)
    {
        var value = (Info with { AutoRestart = autoRestart }).ToValue();
        Assert.Equal(wire, XmlRpcText.Of(value["autorestart"]!));
        Assert.Equal(autoRestart, ConfigInfo.FromValue(value).AutoRestart);
    }

    [Fact]
    public void It_comes_back_from_the_wire_as_it_went()
    {
        var info = Info with { Uid = 1000, Directory = "/tmp", ServerUrl = "unix:///run/s.sock" };
        var back = ConfigInfo.FromValue(info.ToValue());
        Assert.Equal(XmlRpcText.Of(info.ToValue()), XmlRpcText.Of(back.ToValue()));
        Assert.Null(back.Stderr.Logfile);
    }

    [Fact]
    public void The_answer_of_a_release_without_autorestart_is_read()
    {
        var older = new XmlRpcValue.Struct([.. Info.ToValue().Members.Where(m => m.Key != "autorestart")]);
        Assert.Equal(AutoRestart.Unexpected, ConfigInfo.FromValue(older).AutoRestart);
    }
}
