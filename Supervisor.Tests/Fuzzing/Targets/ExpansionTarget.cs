using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary><c>%(name)s</c> and what else Python's <c>%</c> can do with a dictionary.</summary>
internal sealed class ExpansionTarget() : TextTarget(
    "expansion", "%", "%%", "%(", ")", ")s", ")d", "%(here)s", "%(n)d", "%(n)03d", "%(minus)+05d", "%(name)s", "%(name).3s", "%(name)10s", "%(name)-10s", "%(zero)x", "%(nope)s",
    "%s", "%d", ".", "5", "12", "-", "+", "#", "l", "h", "L", "r", "x", "X", "o", "i", "u", "c", "e", "f", "g", "a", "*", "(", "%(name)r", "%(n)c", "%(minus)#x")
{
    private static readonly Expansion Names = Expansion.Of([]).With("here", "/etc").With("n", 7).With("minus", -12).With("name", "caf\u00e9 \U0001F600").With("zero", 0);

    public override string? Allowed(byte[] input, string stock, string ours) =>
        ours.Contains("a conversion without a name in parentheses", StringComparison.Ordinal) ? "a bare conversion is refused"
        : ours.Contains("is not supported here", StringComparison.Ordinal) ? "an exponent is refused"
        : stock == "too wide" ? "five digits in a row: stock is not asked, it would make a text of that width"
        : ours.Contains("width too big", StringComparison.Ordinal) ? "a width of more than four digits is refused"
        : ours.Contains("unsupported format character '*'", StringComparison.Ordinal) || stock.Contains("* wants int", StringComparison.Ordinal) || stock.Contains("not enough arguments", StringComparison.Ordinal) ? "a width from elsewhere is refused in other words"
        : base.Allowed(input, stock, ours);

    protected override string Parse(string text) => Wording.Quoted(Names.Expand(text, "x.y"));
}
