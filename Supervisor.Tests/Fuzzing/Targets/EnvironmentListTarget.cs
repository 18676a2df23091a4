using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>The list of <c>environment=</c>, as 4.4 reads it.</summary>
internal sealed class EnvironmentListTarget() : TextTarget(
    "environment", "A", "B", "=", ",", "A=1", "B=\"x y\"", "C='d'", ",A=1", ",B=2", "\"", "'", "\\", " ", "#", "\n", "/.+-():", "_", "\\\"", ";", "é", "%", "$")
{
    protected override string Parse(string text) => Wording.Pairs(EnvironmentList.Parse(text).Select(v => (v.Name, v.Value)));
}
