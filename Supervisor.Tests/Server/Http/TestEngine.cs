using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

/// <summary>An engine for tests that do not look at Kestrel's own log: that goes to whoever started servers last.</summary>
internal static class TestEngine
{
    public static readonly HttpEngine Shared = new(
        TimeProvider.System, error => throw new InvalidOperationException("a turn of the HTTP loop failed", error));
}
