using Supervisor.Server.Python;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>A command into words.</summary>
internal sealed class ShellWordsTarget() : TextTarget("shell-words", "\"", "'", "\\", " ", "a", "b c", "\"x y\"", "'x y'", "\\\"", "\\\\", "\\ ", "#", "$x", "\n", "", "''", "\"\"", "-c")
{
    protected override bool IsRefusal(Exception error) => error is FormatException;

    protected override string Parse(string text) => Wording.Listed(ShellWords.Split(text).Select(Wording.Quoted));
}
