namespace Supervisor.Server.Logging;

/// <summary>The main log's levels; the numbers order them as <c>loglevel=</c> does.</summary>
internal enum LogLevel
{
    Blather = 3,
    Trace = 5,
    Debug = 10,
    Info = 20,
    Warn = 30,
    Error = 40,
    Critical = 50,
}
