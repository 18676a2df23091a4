namespace Supervisor.Tests.Support;

/// <summary>What a child that ran to its end left behind.</summary>
internal sealed record CompletedChild(int ExitCode, string Output, string Error);
