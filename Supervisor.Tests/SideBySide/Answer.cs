namespace Supervisor.Tests.SideBySide;

/// <summary>One step's outcome, normalised: as a value, and as the body's bytes when the status is 200.</summary>
internal sealed record Answer(string Text, string Body);
