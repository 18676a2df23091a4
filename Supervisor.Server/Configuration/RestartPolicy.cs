namespace Supervisor.Server.Configuration;

/// <summary><c>autorestart=</c>: what to do when a RUNNING child ends by itself.</summary>
internal enum RestartPolicy
{
    Never,
    Unexpected,
    Always,
}
