namespace Supervisor.Server.Configuration;

/// <summary>What a start does about programs of an earlier life of the daemon that still run.</summary>
internal enum OrphanPolicy
{
    Warn,
    Stop,
    Ignore,
}
