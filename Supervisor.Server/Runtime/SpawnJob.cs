using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>A piece of work for a spawner's thread. Whether it runs, and is given up, is the queue's to know.</summary>
internal abstract class SpawnJob
{
    /// <summary>Guarded by the queue.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>Guarded by the queue.</summary>
    internal bool IsStuck { get; set; }

    /// <summary>Posted, and no thread has taken it. Guarded by the queue.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>What it waits for just now, in words. Any thread.</summary>
    public virtual string WaitsFor => "something that does not answer";

    /// <summary>On a spawner's thread. Catches what it can throw.</summary>
    public abstract void Run(ProcessSpawner spawner);
}
