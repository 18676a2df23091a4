namespace Supervisor.Server.Configuration;

/// <summary>The configuration or the command line is wrong; the message is the sentence the user reads after <c>Error: </c>.</summary>
internal sealed class ConfigurationException(string message) : Exception(message)
{
    /// <summary>What was found to be a likely mistake before it was refused, and may be its cause.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where the mistakes are that the message tells of; empty where only whoever asked knows.</summary>
    public IReadOnlyList<ConfigurationProblem> Places { get; init; } = [];
}
