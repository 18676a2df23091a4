using Supervisor.Server.Python;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>Options and words of a command line, which are between the spaces of the input.</summary>
internal sealed class CommandLineTarget() : TextTarget(
    "command-line", " ", "-", "--", "-a", "-b", "-n", "-h", "-ab", "-ba x", "--alpha", "--al", "--alpha=", "--alpha=x", "--beta", "--bet", "--betamax=1", "--betam", "--h", "--help=", "=", ":",
    "-:", "x", "--nope", "-x", " - ", " -- ")
{
    private static readonly GetOpt Options = new("a:bn:hv", ["alpha=", "beta", "betamax=", "help", "version"]);

    protected override bool IsRefusal(Exception error) => error is GetOptException;

    protected override string Parse(string text)
    {
        var (options, words) = Options.Parse(text.Split(' '));
        return Wording.Pairs(options.Select(o => (o.Name, o.Value))) + Wording.Listed(words.Select(Wording.Quoted));
    }
}
