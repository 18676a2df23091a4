using Supervisor.Server.Configuration;

namespace Supervisor.Server.Checking;

internal enum Severity
{
    Warning,
    Error,
}

/// <summary>One line of a check's report.</summary>
internal sealed record Finding(Severity Severity, ConfigurationProblem Problem)
{
    /// <summary>In the form that compilers use, so that editors find the place.</summary>
    public override string ToString() =>
        $"{Problem.File}:{Problem.Line}: {(Severity == Severity.Error ? "error" : "warning")}: {Problem.Text.ReplaceLineEndings(" ")}";
}
