using System.Reflection;
using System.Text.RegularExpressions;
using Supervisor.Server;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Tests.Architecture;

/// <summary>
/// What C does before Main repeats two lists of the program: a program that is missing there would start its own children with signals blocked.
/// </summary>
public partial class EarlySignalsTests
{
    private static readonly string Source = File.ReadAllText(Path.Combine(Repository.Root, "Supervisor.Server/Native/early_signals.c"));

    [Fact]
    public void The_programs_that_are_left_alone_are_all_but_the_daemon()
    {
        var names = Field<Dictionary<string, Func<string, string[], int>>>(typeof(Program), "ByName").Keys;
        var words = Field<Dictionary<string, string>>(typeof(Program), "ByWord").Keys;
        var listed = Quoted().Matches(Between("others[] = {", "NULL")).Select(match => match.Groups[1].Value);
        Assert.Equal(names.Union(words).Order(), listed.Order());
    }

    [Fact]
    public void The_signals_are_those_that_the_daemon_answers()
    {
        var handled = Field<int[]>(typeof(SignalSource), "Handled").Select(Signals.Name);
        Assert.Equal(handled, Between("handled[] = {", "}").Split(", "));
    }

    private static string Between(string start, string end)
    {
        var from = Source.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Source[from..Source.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static T Field<T>(Type type, string name) => (T)type.GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
