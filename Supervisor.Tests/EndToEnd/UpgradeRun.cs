using System.Net;
using System.Security.Cryptography;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What a run of upgrades came to. Lost is what is missing, doubled or out of order.</summary>
internal sealed record UpgradeFigures(
    IReadOnlyList<double> GapMilliseconds, int Requests, IReadOnlyList<string> Failures, long Lines, long LinesLost, int Events, int EventsLost, int Deaths, int DeathsLost);

/// <summary>
/// Upgrades to and fro between two versions while everything happens at once: a program that writes as fast as it can, a listener that is slow, clients on both
/// sockets, a program that restarts all the time, one whose life is tied to its parent's thread, one that dies at a random moment.
/// </summary>
internal static class UpgradeRun
{
    private static readonly string[] Kept = ["lines", "slow", "bound"];

    private const string Sections =
        """
        [inet_http_server]
        port=127.0.0.1:@port@
        [program:lines]
        command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo line $i; done"
        stdout_logfile=@dir@/lines.log
        stdout_logfile_maxbytes=0
        startsecs=0
        [eventlistener:slow]
        command=/bin/sh @dir@/slow.sh
        events=EVENT
        buffer_size=100000
        stderr_logfile=@dir@/events.log
        stderr_logfile_maxbytes=0
        startsecs=0
        [program:bound]
        command=/usr/bin/setpriv --pdeathsig KILL /bin/sleep 1000
        startsecs=0
        [program:flap]
        command=/bin/sleep 0.05
        startsecs=0
        autorestart=true
        [program:dying]
        command=/bin/sh -c "sleep $(cat @dir@/moment); exit 7"
        startsecs=0
        autostart=false
        autorestart=false

        """;

    /// <summary>Tells each event's serial and name on stderr, and takes its time.</summary>
    private const string Slow =
        """
        echo READY
        while read -r header; do
            length=${header##*len:}
            head -c "$length" > /dev/null
            serial=${header#*serial:}
            name=${header#*eventname:}
            echo "${serial%% *} ${name%% *}" >&2
            sleep 0.01
            printf 'RESULT 2\nOKREADY\n'
        done
        """;

    /// <summary>Null where there is no native program. Fails where a process is not the one it was.</summary>
    public static async Task<UpgradeFigures?> RunAsync(int rounds)
    {
        var port = FreePort.Take();
        await using var daemon = await UpgradeDaemon.StartAsync(
            Sections.Replace("@port@", $"{port}", StringComparison.Ordinal), prepare: directory => directory.Write("slow.sh", Slow.ReplaceLineEndings("\n")));
        if (daemon is null)
            return null;
        foreach (var name in Kept)
            await daemon.Rpc.WaitForStateAsync(name, "RUNNING");
        var before = await PidsAsync(daemon);
        var load = new UpgradeLoad(daemon.Rpc.EndPoint, new IPEndPoint(IPAddress.Loopback, port)).Begin();
        await Eventually.HoldsAsync(() => load.Answered > 20, "the load is on");
        var gaps = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            await daemon.Program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
            daemon.Directory.Write("moment", $"0.{RandomNumberGenerator.GetInt32(300):000}");
            Assert.Null((await daemon.Rpc.CallAsync("supervisor.startProcess", "dying", false)).Fault);
            await daemon.UpgradeAsync();
            var status = await daemon.StatusAsync();
            Assert.Equal(round % 2 == 0 ? UpgradeProgram.Second : UpgradeProgram.First, status["version"]);
            gaps.Add((double)status["gap_ms"]!);
            await daemon.Rpc.WaitForStateAsync("dying", "EXITED");
            Assert.Equal(7, (await daemon.Rpc.CallAsync("supervisor.getProcessInfo", "dying")).Struct["exitstatus"]);
            Assert.Equal(before, await PidsAsync(daemon));
        }
        var failures = await load.EndAsync();
        foreach (var name in new[] { "lines", "flap" })
            Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", name)).Fault);
        var events = await EventsAsync(daemon);
        await daemon.EndsAsync();
        // What the pipe held when the program was stopped is in the log by now.
        var (lines, linesLost) = Lines(daemon.Directory["lines.log"]);
        var deaths = daemon.Supervisor.MainLog.Split("exited: dying (exit status 7; not expected)").Length - 1;
        return new(gaps, load.Answered, failures, lines, linesLost, events.Count, Gaps(events), deaths, rounds - deaths);
    }

    private static async Task<IReadOnlyList<string>> PidsAsync(UpgradeDaemon daemon) =>
        [.. (await daemon.PidsAsync()).Where(line => Kept.Contains(line.Split(' ')[0])), $"daemon {(await daemon.StatusAsync())["pid"]}"];

    private static (long Count, long Lost) Lines(string log)
    {
        var (count, lost) = (0L, 0L);
        foreach (var line in File.ReadLines(log))
        {
            if (line != $"line {++count}")
                lost++;
        }
        return (count, lost);
    }

    /// <summary>The serials of all that the listener has heard. The last event is ours.</summary>
    private static async Task<IReadOnlyList<int>> EventsAsync(UpgradeDaemon daemon)
    {
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.sendRemoteCommEvent", "last", "")).Fault);
        var log = daemon.Directory["events.log"];
        await Eventually.HoldsAsync(
            () => File.ReadAllText(log).EndsWith(" REMOTE_COMMUNICATION\n", StringComparison.Ordinal), "the listener has heard all", 10 * Eventually.Patience);
        return [.. File.ReadLines(log).Select(line => int.Parse(line.Split(' ')[0]))];
    }

    /// <summary>How many do not follow the one before.</summary>
    private static int Gaps(IReadOnlyList<int> serials) => serials.Zip(serials.Skip(1)).Count(pair => pair.Second != pair.First + 1);
}
