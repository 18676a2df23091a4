namespace Supervisor.Tests.SideBySide;

/// <summary>Reading, tailing and clearing logs, with every offset at which the arithmetic turns.</summary>
internal static partial class Script
{
    /// <summary>Seven bytes in the log of a program that never ran.</summary>
    private static Step[] ReadingLogs =>
    [
        new Call("read of a log that is not there yet", "supervisor.readProcessStdoutLog", "odd", 0, 0),
        new Arrange("seven bytes in odd's log", s => s.Directory.Write("odd.log", "abcdefg")),
        .. Reads((0, 0), (0, 3), (0, 7), (0, 100), (3, 0), (3, 2), (6, 1), (7, 0), (7, 1), (8, 0), (100, 5)),
        .. Reads((-3, 0), (-7, 0), (-100, 0), (-3, 2), (3, -1), (0, -1), (-1, -1)),
        new Call("read with text for numbers", "supervisor.readProcessStdoutLog", "odd", "1", "2"),
        new Call("read with words for numbers", "supervisor.readProcessStdoutLog", "odd", "one", "two"),
        new Call("read with fractions", "supervisor.readProcessStdoutLog", "odd", 1.9, 2.9),
        new Call("read with one number", "supervisor.readProcessStdoutLog", "odd", 1),
        new Call("read by the old name", "supervisor.readProcessLog", "odd", 2, 3),
        new Call("read of a log that is a directory", "supervisor.readProcessStdoutLog", "badlog", 0, 0),
        new Call("read of no log", "supervisor.readProcessStdoutLog", "silent", 0, 0),
        new Call("read of no error log", "supervisor.readProcessStderrLog", "silent", 0, 0),
        new Call("read of an error log", "supervisor.readProcessStderrLog", "cat", 0, 0),
        new Call("read of an error log that is redirected", "supervisor.readProcessStderrLog", "both", 0, 0),
        new Call("read of both channels in one log", "supervisor.readProcessStdoutLog", "both", 0, 0) { Until = "err" },
        new Call("read of an exited one's log", "supervisor.readProcessStdoutLog", "done", 0, 0),
        new Call("read of an unknown one's log", "supervisor.readProcessStdoutLog", "nope", 0, 0),
        new Call("read of a group's log", "supervisor.readProcessStdoutLog", "pair:*", 0, 0),
        new Call("read of a log in syslog", "supervisor.readProcessStdoutLog", "logged", 0, 0),
        new Call("main log, two bytes", "supervisor.readLog", 0, 2),
        new Call("main log by its other name", "supervisor.readMainLog", 0, 2),
        new Call("main log past its end", "supervisor.readLog", 100_000_000, 2),
        new Call("main log, bad arguments", "supervisor.readLog", -1, 1),
        new Call("main log, bad length", "supervisor.readLog", 0, -1),
        new Call("main log, no numbers", "supervisor.readLog", "x", "y"),
        new Call("main log without arguments", "supervisor.readLog"),
    ];

    private static Step[] TailingLogs =>
    [
        .. Tails((0, 100), (0, 7), (0, 6), (0, 3), (0, 0), (2, 3), (4, 3), (5, 0), (6, 1), (7, 0), (7, 5), (8, 0), (8, 100), (100, 100)),
        .. Tails((-1, 3), (-3, 0), (3, -1), (0, -1), (-5, -5)),
        new Call("tail by the old name", "supervisor.tailProcessLog", "odd", 0, 3),
        new Call("tail with text for numbers", "supervisor.tailProcessStdoutLog", "odd", "0", "3"),
        new Call("tail with words for numbers", "supervisor.tailProcessStdoutLog", "odd", "one", "two"),
        new Call("tail with one number", "supervisor.tailProcessStdoutLog", "odd", 1),
        new Call("tail of no log", "supervisor.tailProcessStdoutLog", "silent", 5, 5),
        new Call("tail of a log that is not there yet", "supervisor.tailProcessStdoutLog", "idle", 0, 100),
        new Call("tail of an error log", "supervisor.tailProcessStderrLog", "cat", 0, 100),
        new Call("tail of a redirected error log", "supervisor.tailProcessStderrLog", "both", 3, 100),
        new Call("tail of a directory", "supervisor.tailProcessStdoutLog", "badlog", 0, 100),
        new Call("tail of an unknown one", "supervisor.tailProcessStdoutLog", "nope", 0, 100),
        new Call("tail of a group", "supervisor.tailProcessStdoutLog", "pair:*", 0, 100),
    ];

    /// <summary>What logs may contain and XML may not.</summary>
    private static Step[] OddLogs =>
    [
        .. OddLog("tabs, returns and newlines", "a\tb\r\nc\rd\n\n"u8.ToArray()),
        .. OddLog("spaces only", "   "u8.ToArray()),
        .. OddLog("markup", "<b>&amp; ]]> \"'</b>"u8.ToArray()),
        .. OddLog("a snowman and a clef", "☃𝄞"u8.ToArray()),
        .. OddLog("colours", "\u001b[31mred\u001b[0m"u8.ToArray()),
        .. OddLog("a zero byte", "a\0b"u8.ToArray()),
        .. OddLog("delete and C1", [0x61, 0x7f, 0xc2, 0x85, 0x62]),
        .. OddLog("not a character", [0xef, 0xbf, 0xbf]),
        .. OddLog("Latin-1", [0x61, 0xe4, 0x62]),
        .. OddLog("half a character", [0x61, 0xe2, 0x98]),
        .. OddLog("a surrogate", [0xed, 0xa0, 0x80]),
        new Arrange("a snowman again", s => s.Directory.Write("odd.log", "ab☃cd")),
        new Call("read that ends inside a character", "supervisor.readProcessStdoutLog", "odd", 0, 3),
        new Call("read that begins inside a character", "supervisor.readProcessStdoutLog", "odd", 3, 0),
        new Call("tail that begins inside a character", "supervisor.tailProcessStdoutLog", "odd", 0, 3),
    ];

    private static Step[] Clearing =>
    [
        new Call("clear of a running one's logs", "supervisor.clearProcessLogs", "cat"),
        new Call("read after the clear", "supervisor.readProcessStdoutLog", "cat", 0, 0),
        new Call("input after the clear", "supervisor.sendProcessStdin", "cat", "again\n"),
        new Call("the input after the clear came out", "supervisor.readProcessStdoutLog", "cat", 0, 0) { Until = "again\\n" },
        new Call("clear by the old name", "supervisor.clearProcessLog", "cat"),
        new Call("clear of a stopped one's logs", "supervisor.clearProcessLogs", "odd"),
        new Call("read after the clear of a stopped one", "supervisor.readProcessStdoutLog", "odd", 0, 0),
        new Call("clear of no logs", "supervisor.clearProcessLogs", "silent"),
        new Call("clear of syslog", "supervisor.clearProcessLogs", "logged"),
        new Call("clear of an unknown one", "supervisor.clearProcessLogs", "nope"),
        new Call("clear of a group", "supervisor.clearProcessLogs", "pair:*"),
        new Call("clear of all but syslog is stopped first", "supervisor.stopProcess", "logged"),
        new Call("a non-ASCII name is removed before", "supervisor.removeProcessGroup", "zażółć"),
        new Call("clear of all", "supervisor.clearAllProcessLogs"),
        new Call("add of a non-ASCII name", "supervisor.addProcessGroup", "zażółć"),
        new Call("clear of a non-ASCII name", "supervisor.clearProcessLogs", "zażółć"),
        new Call("syslog goes on", "supervisor.startProcess", "logged"),
        new Call("clear of the main log", "supervisor.clearLog"),
        new Arrange("the main log disappears", s => File.Delete(s.Directory[Support.TestConfiguration.LogName])),
        new Call("clear of a main log that is gone", "supervisor.clearLog"),
        new Call("read of a main log that is gone", "supervisor.readLog", 0, 0),
    ];

    private static IEnumerable<Step> Reads(params (int Offset, int Length)[] ranges) =>
        ranges.Select(r => new Call($"read from {r.Offset}, {r.Length} bytes", "supervisor.readProcessStdoutLog", "odd", r.Offset, r.Length));

    private static IEnumerable<Step> Tails(params (int Offset, int Length)[] ranges) =>
        ranges.Select(r => new Call($"tail from {r.Offset}, {r.Length} bytes", "supervisor.tailProcessStdoutLog", "odd", r.Offset, r.Length));

    private static Step[] OddLog(string what, byte[] bytes) =>
    [
        new Arrange($"log of {what}", s => File.WriteAllBytes(s.Directory["odd.log"], bytes)),
        new Call($"read of {what}", "supervisor.readProcessStdoutLog", "odd", 0, 0),
        new Call($"tail of {what}", "supervisor.tailProcessStdoutLog", "odd", 0, 1000),
    ];
}
