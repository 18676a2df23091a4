using System.Text.RegularExpressions;

namespace Supervisor.Tests.SideBySide;

/// <summary>Every deliberate difference, by the step that shows it. There are no others.</summary>
internal static partial class Differences
{
    private const string Http500 = "HTTP 500";
    private const string BadXml = "not well-formed XML";
    private const string Incorrect = "fault 2 \"INCORRECT_PARAMETERS\"";
    private const string OddArgument = "an argument of the wrong type is a fault, not HTTP 500";
    private const string IllegalText = "text that XML cannot carry shows as ?";
    private const string BrokenText = "text that is not UTF-8, or cut inside a character, is decoded with replacement";

    public static readonly IReadOnlyList<Difference> All =
    [
        .. Same(OddArgument, Http500, Incorrect,
            "a number for a name", "a boolean for a name", "an array for a name", "nothing for a name", "start of a number", "signal as an array",
            "read with words for numbers", "main log, no numbers", "tail with words for numbers", "multicall of a string"),
        new("multicall of strings", OddArgument, Http500, "[{faultCode: 2, faultString: \"INCORRECT_PARAMETERS\"}]"),
        new("multicall with an odd argument", OddArgument,
            "{faultCode: 30, faultString: \"FAILED: <class 'AttributeError'>:'int' object has no attribute 'split'\"}",
            "{faultCode: 2, faultString: \"INCORRECT_PARAMETERS\"}"),
        new("an array as input", "an array is not printed as Python would", "INCORRECT_PARAMETERS: [1]", "INCORRECT_PARAMETERS"),

        .. Escape("colours", "\"?[31mred?[0m\"", 12),
        .. Escape("a zero byte", "\"a?b\"", 3),
        .. Escape("not a character", "\"?\"", 3),
        .. Broken("Latin-1", "\"a\ufffdb\"", 3),
        .. Broken("half a character", "\"a\ufffd\"", 3),
        .. Broken("a surrogate", "\"\ufffd\ufffd\ufffd\"", 3),
        new("read that ends inside a character", BrokenText, Http500, "\"ab\ufffd\""),
        new("read that begins inside a character", BrokenText, Http500, "\"\ufffd\ufffdcd\""),
        new("tail that begins inside a character", BrokenText, Http500, "[\"\ufffdcd\", 7, true]"),

        .. Same("a deferred reply counts bytes, not characters", BadXml, "[{name: \"zażółć\", group: \"zażółć\", status: 80, description: \"OK\"}]",
            "start of a non-ASCII group", "stop of a non-ASCII group"),

        new("read after the clear of a stopped one", "the log of a stopped program is cleared too", "\"ab☃cd\"", "\"\""),
        new("clear of syslog", "clearing a log that goes to syslog does nothing", Http500, "true"),
        new("the stubborn one is ready again", "the log of a stopped program is cleared too", "ready\\nready\\n", "ready\\n"),

        new("configuration of everything", "autorestart is told", "", "") { Added = AutoRestart() },
        .. new[] { "list of methods", "multicall of system methods", "methods while shutting down" }
            .Select(step => new Difference(step, "a namespace of our own", "", "") { Added = LiveMethods() }),

        new("configuration after the reread", "autorestart is told", "", "") { Added = AutoRestart() },
    ];

    private static IEnumerable<Difference> Same(string why, string stock, string ours, params string[] steps) =>
        steps.Select(step => new Difference(step, why, stock, ours));

    private static Difference[] Escape(string what, string text, int size) => LogOf(IllegalText, what, BadXml, text, size);

    private static Difference[] Broken(string what, string text, int size) => LogOf(BrokenText, what, Http500, text, size);

    private static Difference[] LogOf(string why, string what, string stock, string text, int size) =>
        [new($"read of {what}", why, stock, text), new($"tail of {what}", why, stock, $"[{text}, {size}, false]")];

    [GeneratedRegex("\"live\\.\\w+\", ")]
    private static partial Regex LiveMethods();

    /// <summary>Stock's HEAD has the key too, and fails over its own value for <c>true</c>.</summary>
    [GeneratedRegex("(?<=autostart: (?:true|false), )autorestart: (?:true|false|\"unexpected\"), ")]
    private static partial Regex AutoRestart();
}
