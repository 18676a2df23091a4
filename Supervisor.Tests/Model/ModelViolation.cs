namespace Supervisor.Tests.Model;

/// <summary>Something that must hold did not.</summary>
internal sealed class ModelViolation(string what, Exception? cause = null) : Exception(what, cause);
