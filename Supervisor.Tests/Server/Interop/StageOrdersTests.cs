using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Interop;

public class StageOrdersTests
{
    private static readonly StageOrders Full = new()
    {
        Files = ["/bin/one", "/usr/bin/one two"],
        Arguments = ["one", "", "zwei Wörter", "line\nend"],
        // A byte that is no UTF-8 stands as a lone surrogate.
        Environment = ["A=1", "B=\udcff\udc80", "=", "LONG=" + new string('x', 200_000)],
        EnvironmentFiles = ["/etc/one.env", "-/etc/two.env"],
        EnvironmentAbove = ["A=2"],
        Directory = "/tmp/ä b",
        Umask = 18,
        Resources = [ResourceSetting.Of(ResourceKind.Nice, -5), ResourceSetting.Limit(7, 1, ResourceSetting.Infinity), .. ResourceSetting.Affinity([0, 1023])],
        Identity = [1000, 1001, 4, 24, 2147483647],
    };

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        AssertSame(Full, StageOrders.Read(Full.ToBytes()));
        var least = new StageOrders { Files = [], Arguments = [], Environment = [], Directory = "", Umask = -1, Identity = [] };
        AssertSame(least, StageOrders.Read(least.ToBytes()));
    }

    /// <summary>A stage that got only a part must not become some other program.</summary>
    [Fact]
    public void A_part_of_the_bytes_is_refused()
    {
        var bytes = (Full with { Environment = ["A=1"] }).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.ThrowsAny<ArgumentException>(() => StageOrders.Read(bytes.AsSpan(0, length)));
    }

    /// <summary>Every property, also one that is new.</summary>
    private static void AssertSame(StageOrders expected, StageOrders actual)
    {
        foreach (var property in typeof(StageOrders).GetProperties())
            Assert.Equal(property.GetValue(expected), property.GetValue(actual));
    }
}
