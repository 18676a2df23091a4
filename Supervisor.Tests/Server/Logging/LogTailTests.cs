using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public class LogTailTests
{
    [Fact]
    public void Reading_means_the_bytes_that_stock_means()
    {
        var cells = Recordings.Read("Server/Logging/stock.json").GetProperty("tail").EnumerateArray().ToList();
        Assert.True(cells.Count > 300);
        Assert.All(cells, cell =>
        {
            var (size, offset, length) = (cell[0].GetInt32(), cell[1].GetInt64(), cell[2].GetInt64());
            var range = LogTail.Read(size, offset, length);
            Assert.Equal(cell[3].GetString(), range is { } r ? Bytes(size, r) : "BAD_ARGUMENTS");
        });
    }

    [Fact]
    public void The_tail_is_the_tail_that_stock_sends()
    {
        Assert.All(Recordings.Read("Server/Logging/stock.json").GetProperty("tail").EnumerateArray(), cell =>
        {
            var (size, offset, length) = (cell[0].GetInt32(), cell[1].GetInt64(), cell[2].GetInt64());
            var range = LogTail.Tail(size, offset, length, out var overflow);
            Assert.Equal(cell[4].GetString(), Bytes(size, range));
            Assert.Equal(cell[5].GetInt32(), size);
            Assert.Equal(cell[6].GetBoolean(), overflow);
        });
    }

    [Theory]
    [InlineData(0, 100, 0, 7, false)]
    [InlineData(0, 3, 4, 3, true)]
    [InlineData(2, 3, 4, 3, true)]
    [InlineData(8, 100, 7, 0, false)]
    [InlineData(5, 0, 6, 0, true)]
    public void The_tail_of_seven_bytes(long offset, long length, long start, long count, bool overflow)
    {
        var range = LogTail.Tail(7, offset, length, out var more);
        Assert.Equal((count, overflow), (range.Count, more));
        if (count > 0)
            Assert.Equal(start, range.Start);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void No_argument_is_too_large(long extreme)
    {
        foreach (var other in (long[])[long.MinValue, -1, 0, 1, long.MaxValue])
        {
            foreach (var range in (LogRange?[])[LogTail.Read(7, extreme, other), LogTail.Tail(7, extreme, other, out _), LogTail.Tail(7, other, extreme, out _)])
                Assert.True(range is null or { Start: >= 0, Count: >= 0 and <= 7 });
        }
    }

    private static string Bytes(int size, LogRange range)
    {
        Assert.True(range.Count >= 0);
        Assert.True(range.Count == 0 || range.Start + range.Count <= size);
        return Convert.ToHexStringLower([.. Enumerable.Range((int)Math.Min(range.Start, size), (int)range.Count).Select(i => (byte)i)]);
    }
}
