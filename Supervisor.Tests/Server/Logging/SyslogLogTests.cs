using System.Collections.Concurrent;
using System.Text;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public class SyslogLogTests
{
    [Fact]
    public async Task A_line_that_one_object_has_begun_is_ended_by_the_next()
    {
        var sent = new ConcurrentQueue<string>();
        var lane = new SyslogLane(_ => { }, line => sent.Enqueue(Encoding.UTF8.GetString(line).TrimEnd('\0')));
        var first = new SyslogLog(lane, "p");
        first.Write("one\nha"u8);
        Assert.Equal("ha"u8.ToArray(), first.Line);
        var second = new SyslogLog(lane, "p", first.Line);
        second.Write("lf\n"u8);
        Assert.Empty(second.Line);
        second.Dispose();
        lane.End();
        await lane.Ended.InTime();
        Assert.Equal(["p one", "p half"], sent);
    }
}
