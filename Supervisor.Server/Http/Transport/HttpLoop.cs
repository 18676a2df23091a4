using System.Runtime.CompilerServices;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http.Transport;

/// <summary>Owns the thread "http" and its event loop: every connection is read, answered and written there.</summary>
internal sealed class HttpLoop : IDisposable
{
    private readonly Thread _thread;

    public HttpLoop(TimeProvider time, Action<Exception> failed)
    {
        Loop = new EventLoop(time, failed);
        _thread = new Thread(Loop.Run) { IsBackground = true, Name = "http" };
        _thread.Start();
    }

    public EventLoop Loop { get; }

    /// <summary>What follows an <c>await</c> of this runs on the loop's thread.</summary>
    public Entrance Enter() => new(Loop);

    /// <summary>At once where the caller is on the loop's thread already, else as mail.</summary>
    public void Run(Action action)
    {
        if (Loop.IsOnLoop)
            action();
        else
            Loop.Post(action);
    }

    public void Dispose()
    {
        Loop.Stop();
        _thread.Join();
        Loop.Dispose();
    }

    public readonly struct Entrance(EventLoop loop) : INotifyCompletion
    {
        public bool IsCompleted => loop.IsOnLoop;

        public Entrance GetAwaiter() => this;

        public void OnCompleted(Action continuation) => loop.Post(continuation);

        public void GetResult()
        {
        }
    }
}
