namespace Supervisor.Tests.SideBySide;

/// <summary>Leaves all answers of a run beside the test's binaries, for whoever looks into a difference.</summary>
internal static class Transcript
{
    public static void Write(string name, IReadOnlyDictionary<string, Answer> answers) =>
        File.WriteAllLines(
            Path.Combine(AppContext.BaseDirectory, $"side-by-side.{name}.txt"),
            answers.Select(a => $"{a.Key}\n    {a.Value.Text}"));
}
