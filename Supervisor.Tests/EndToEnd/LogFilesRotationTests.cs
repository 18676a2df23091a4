using System.Text;
using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Rotation and filtering on the running daemon: the files that are left are those that stock leaves.</summary>
public partial class LogFilesRotationTests
{
    /// <summary>Below the limit, at it, beyond it, far beyond it in one write.</summary>
    private static readonly int[] Writes = [30, 40, 50, 99, 1, 10, 250, 60, 39, 1, 5, 120, 7];

    [Fact]
    public async Task With_and_without_backups_the_same_writes_leave_the_same_files_as_stocks()
    {
        var (stock, ours) = await BothPeers.RunAsync(RotatedAsync);
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("none.log:7:m", ours, StringComparison.Ordinal);
        Assert.Contains("three.log.3:", ours, StringComparison.Ordinal);
        Assert.DoesNotContain("three.log.4:", ours, StringComparison.Ordinal);
        Assert.DoesNotContain("one.log.2:", ours, StringComparison.Ordinal);
        Assert.DoesNotContain("none.log.1:", ours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escapes_of_terminals_are_taken_out_as_stock_takes_them_out()
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            // Colours, cursor, erasing; a title (no CSI) stays; an escape that is none; one that never ends; UTF-8 around them.
            directory.Write("colours", "\u001b[1;31mred\u001b[0m plain\u001b[2K\u001b[10;5Hat\u001b[?25l\n\u001b]0;title\u0007kept\nż\u001b[32mó\u001b[mł\n\u001b(B\u001bc end\n");
            await using var supervisor = await RunningSupervisor.StartAsync(
                """
                [supervisord]
                strip_ansi=true
                [program:loud]
                command=sh -c "cat @dir@/colours; exec sleep 1000"
                startsecs=0
                stdout_logfile=@dir@/loud.log
                """,
                peer,
                directory);
            await Eventually.HoldsAsync(() => Read(directory["loud.log"]).EndsWith("end\n"u8), "the log is written");
            return Convert.ToHexString(Read(directory["loud.log"])) + "\n" + Encoding.UTF8.GetString(Read(directory["loud.log"]));
        });
        Assert.Equal(stock, ours);
        Assert.Contains("red plain", ours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_programs_that_share_a_rotated_file_lose_nothing()
    {
        using var directory = new TestDirectory();
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:numbers]
            command=seq 1 200000
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/shared.log
            stdout_logfile_maxbytes=256KB
            stdout_logfile_backups=50
            [program:letters]
            command=sh -c "seq 1 200000 | tr '0-9\\n' 'a-k'"
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/shared.log
            stdout_logfile_maxbytes=256KB
            stdout_logfile_backups=50
            """,
            directory: directory);
        await supervisor.Rpc.WaitForStateAsync("numbers", "EXITED");
        await supervisor.Rpc.WaitForStateAsync("letters", "EXITED");
        var numbers = string.Concat(Enumerable.Range(1, 200_000).Select(n => $"{n}\n"));
        await Eventually.HoldsAsync(() => Chain(directory, "shared.log").Sum(f => new FileInfo(f).Length) == 2 * numbers.Length, "every byte is in a file");
        var files = Chain(directory, "shared.log");
        Assert.All(files.SkipLast(1), f => Assert.InRange(new FileInfo(f).Length, 256 * 1024, 1024 * 1024));
        var written = string.Concat(files.Select(File.ReadAllText));
        Assert.True(numbers == string.Concat(written.Where(c => c < 'a')), "the numbers are whole and in order");
        Assert.True(numbers == string.Concat(written.Where(c => c >= 'a').Select(c => c == 'k' ? '\n' : (char)(c - 'a' + '0'))), "so are the letters");
    }

    [Fact]
    public async Task The_main_log_is_rotated_between_lines_and_no_line_is_lost()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [supervisord]
            logfile_maxbytes=1000
            logfile_backups=3
            [program:cat]
            command=cat
            startsecs=0
            """);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        for (var round = 0; round < 40; round++)
        {
            await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
            await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        }
        // Answered after everything that was said before is in the file.
        var read = await supervisor.Rpc.CallAsync("supervisor.readLog", 0, 0);
        Assert.Equal(supervisor.MainLog, read.Value);
        var files = Chain(supervisor.Directory, TestConfiguration.LogName);
        Assert.Equal(4, files.Count);
        // Each was closed by the line that reached the limit.
        Assert.All(files.SkipLast(1), f => Assert.InRange(new FileInfo(f).Length, 1000, 1200));
        Assert.All(Lines(), line => Assert.Matches(WholeLine(), line));
        // The turns of one program: what is left of them is without a gap.
        var turns = string.Concat(Lines().Select(l => l.Split(' ')[3] switch { "waiting" => "w", "stopped:" => "x", "spawned:" => "b", _ => "r" }));
        Assert.Matches("^(?:w?x?b?r)?(?:wxbr)+$", turns);

        IEnumerable<string> Lines() =>
            string.Concat(Chain(supervisor.Directory, TestConfiguration.LogName).Select(File.ReadAllText)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Standard_output_with_a_size_limit_gets_every_byte_and_nothing_is_rotated()
    {
        const string Sections =
            """
            [supervisord]
            silent=true
            [program:flood]
            command=seq 1 100000
            startsecs=0
            autorestart=false
            stdout_logfile=/dev/stdout
            stdout_logfile_maxbytes=10KB
            """;
        var expected = string.Concat(Enumerable.Range(1, 100_000).Select(n => $"{n}\n"));
        await using (var piped = await RunningSupervisor.StartAsync(Sections))
        {
            await piped.Rpc.WaitForStateAsync("flood", "EXITED");
            await piped.SignalAsync("TERM");
            Assert.True(expected == (await piped.Process.CompletedAsync()).Output, "the pipe got all of it");
        }
        var ours = await Peer.OursAsync();
        await using var filed = await RunningSupervisor.StartAsync(Sections, ours.Behind("exec >out"));
        await filed.Rpc.WaitForStateAsync("flood", "EXITED");
        await Eventually.HoldsAsync(() => new FileInfo(filed.Directory["out"]).Length == expected.Length, "the file got all of it");
        Assert.Single(Directory.EnumerateFiles(filed.Directory.Path, "out*"));
    }

    private static async Task<string> RotatedAsync(Peer peer)
    {
        using var directory = new TestDirectory();
        var sections = string.Concat(new[] { ("none", 0), ("one", 1), ("three", 3) }.Select(p =>
            $"[program:{p.Item1}]\ncommand=cat\nstartsecs=0\nstdout_logfile=@dir@/{p.Item1}.log\nstdout_logfile_maxbytes=100\nstdout_logfile_backups={p.Item2}\n"));
        await using var supervisor = await RunningSupervisor.StartAsync(sections, peer, directory);
        foreach (var name in new[] { "none", "one", "three" })
        {
            await supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
            for (var write = 0; write < Writes.Length; write++)
            {
                var before = Snapshot(directory, name);
                await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", name, new string((char)('a' + write), Writes[write]));
                await Eventually.HoldsAsync(() => Snapshot(directory, name) != before, $"write {write} of {name} is seen");
                // Whoever asks the daemon is answered after a rotation, not during one.
                await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", name, 0, 0);
            }
        }
        return string.Join('\n', new[] { "none", "one", "three" }.Select(n => Snapshot(directory, n)));
    }

    /// <summary>Every file of a log as its name, its size and its content without repetitions; a file that a rotation takes away meanwhile is left out.</summary>
    private static string Snapshot(TestDirectory directory, string name) =>
        string.Join(' ', Chain(directory, $"{name}.log").Select(f =>
        {
            var bytes = Read(f);
            return $"{Path.GetFileName(f)}:{bytes.Length}:{string.Concat(bytes.Distinct().Select(b => (char)b))}";
        }));

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The backups of a log from the oldest, and the log itself at the end.</summary>
    private static List<string> Chain(TestDirectory directory, string name) =>
        [.. Directory.EnumerateFiles(directory.Path, name + "*").OrderByDescending(f => int.TryParse(Path.GetExtension(f)[1..], out var number) ? number : 0)];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARN|CRIT) \S.*[^ ]$")]
    private static partial Regex WholeLine();
}
