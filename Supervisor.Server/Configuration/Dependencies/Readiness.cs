namespace Supervisor.Server.Configuration;

/// <summary>Whether a program can say that it is ready.</summary>
internal static class Readiness
{
    public static bool IsOfferedBy(ProcessOptions options) => options.Health?.TellsReadiness() == true;
}
