namespace Supervisor.Server.Configuration;

/// <summary>Whether a program can say that it is ready. This is the one place that knows of ways to say so; there is none yet.</summary>
internal static class Readiness
{
    public static bool IsOfferedBy(ProcessOptions _) => false;
}
