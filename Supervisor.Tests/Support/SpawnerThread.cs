using System.Collections.Concurrent;
using Supervisor.Server.Runtime;

namespace Supervisor.Tests.Support;

/// <summary>Owns a spawn queue and the thread that stands for the main thread.</summary>
internal sealed class SpawnerThread : IDisposable
{
    private readonly Thread _thread;

    public SpawnerThread()
    {
        Queue = new SpawnQueue(Failures.Enqueue);
        _thread = new Thread(Queue.Run) { IsBackground = true, Name = "spawner of a test" };
        _thread.Start();
    }

    public SpawnQueue Queue { get; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public void Dispose()
    {
        Queue.Dispose();
        _thread.Join();
    }
}
