using System.Security.Cryptography;
using System.Text.Json;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public sealed class RotatingFileTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();

    public void Dispose() => _folder.Dispose();

    private static JsonElement Cells => Recordings.Read("Server/Logging/stock.json").GetProperty("rotation");

    public static TheoryData<int> Rotations() => [.. Enumerable.Range(0, Cells.GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task The_same_writes_leave_the_same_files_as_stock(int number)
    {
        var cell = Cells[number];
        var path = _folder["log"];
        if (cell.GetProperty("existing").GetInt32() is var existing and > 0)
            File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)'x', existing)]);
        using (var writer = new LogWriter())
        {
            var log = await writer.OpenLog(path, cell.GetProperty("maxBytes").GetInt64(), cell.GetProperty("backups").GetInt32());
            var letter = 0;
            foreach (var size in cell.GetProperty("sizes").EnumerateArray())
                log.Write([.. Enumerable.Repeat((byte)('a' + letter++ % 26), size.GetInt32())]);
        }
        var files = cell.GetProperty("files").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), _folder.Names());
        foreach (var (name, expected) in files)
            Assert.Equal((name, expected[0].GetInt32(), expected[1].GetString()), Described(name));
    }

    [Fact]
    public async Task Nothing_is_lost_in_a_hundred_megabytes_of_rotations()
    {
        var path = _folder["log"];
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var writer = new LogWriter())
        {
            using var room = new AutoResetEvent(false);
            var log = await writer.OpenLog(path, 1_000_000, 1000);
            log.Drained = () => room.Set();
            var source = new Random(1);
            for (var total = 0; total < 100_000_000;)
            {
                var buffer = log.Rent();
                var count = source.Next(4) == 0 ? source.Next(1, 200) : source.Next(1, buffer.Span.Length);
                source.NextBytes(buffer.Span[..count]);
                sent.AppendData(buffer.Span[..count]);
                log.Write(buffer, count);
                total += count;
                while (log.IsFull)
                    Assert.True(room.WaitOne(Eventually.Patience) || !log.IsFull);
            }
        }
        using var found = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = _folder.Names().Where(n => n != "log").Select(n => int.Parse(n["log.".Length..])).OrderDescending().ToList();
        Assert.True(numbers.Count > 50);
        foreach (var name in numbers.Select(n => $"log.{n}").Append("log"))
            found.AppendData(File.ReadAllBytes(_folder[name]));
        Assert.Equal(sent.GetHashAndReset(), found.GetHashAndReset());
    }

    [Fact]
    public async Task A_write_larger_than_a_buffer_is_not_split_by_a_rotation()
    {
        using (var writer = new LogWriter())
        {
            var log = await writer.OpenLog(_folder["log"], 100, 2);
            log.Write(new byte[300_000]);
            log.Write("x"u8);
        }
        Assert.Equal((300_000, 1), (File.ReadAllBytes(_folder["log.1"]).Length, File.ReadAllBytes(_folder["log"]).Length));
    }

    [Fact]
    public async Task A_file_that_others_cut_short_is_rotated_by_its_true_size()
    {
        var path = _folder["log"];
        using var writer = new LogWriter();
        var log = await writer.OpenLog(path, 100, 2);
        log.Write(new byte[90]);
        await writer.ExistsAsync(path).InTime();
        using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(0);
        log.Write(new byte[90]);
        await writer.ExistsAsync(path).InTime();
        Assert.Equal(["log"], _folder.Names());
        Assert.Equal(90, new FileInfo(path).Length);
    }

    [Fact]
    public async Task A_rotation_that_fails_is_reported_once_and_the_file_grows_on()
    {
        var path = _folder["log"];
        Directory.CreateDirectory(_folder["log.1"]);
        using (var writer = new LogWriter { MainLog = _mainLog })
        {
            var log = await writer.OpenLog(path, 100, 1);
            for (var i = 0; i < 10; i++)
                log.Write(new byte[90]);
        }
        Assert.Equal(900, new FileInfo(path).Length);
        Assert.Equal(LogLevel.Error, Assert.Single(_mainLog.Lines).Level);
        Assert.True(_mainLog.Has(LogLevel.Error, "cannot be rotated: EISDIR"));
    }

    private (string, int, string?) Described(string name)
    {
        var content = File.ReadAllBytes(_folder[name]);
        return (name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }
}
