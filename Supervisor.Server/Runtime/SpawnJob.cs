using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>A piece of work for a spawner's thread. Whether it runs, and is given up, is the queue's to know.</summary>
internal abstract class SpawnJob
{
    /// <summary>Guarded by the queue.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>Guarded by the queue.</summary>
    internal bool IsStuck { get; set; }

    /// <summary>On a spawner's thread. Catches what it can throw.</summary>
    public abstract void Run(ProcessSpawner spawner);
}
