using System.Collections.Concurrent;
using Supervisor.Server.Runtime;

namespace Supervisor.Tests.Support;

/// <summary>Owns an event loop, the thread it runs on and the clock it goes by.</summary>
internal sealed class LoopThread : IDisposable
{
    private readonly Thread _thread;

    public LoopThread()
    {
        Loop = new EventLoop(Clock, Failures.Enqueue);
        _thread = new Thread(Loop.Run) { IsBackground = true, Name = "loop of a test" };
        _thread.Start();
    }

    public ManualClock Clock { get; } = new();

    public EventLoop Loop { get; }

    public ConcurrentQueue<Exception> Failures { get; } = new();

    public bool HasEnded => !_thread.IsAlive;

    public Task<T> Do<T>(Func<T> work) => Loop.InvokeAsync(work).WaitAsync(Eventually.Patience);

    public Task Do(Action work) => Do(() =>
    {
        work();
        return true;
    });

    /// <summary>Returns when a whole turn has begun and ended: what was ready, posted or due before has been handled.</summary>
    public async Task TurnAsync()
    {
        await MailAsync();
        await MailAsync();
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await TurnAsync();
    }

    /// <summary>By the loop's own thread, where <see cref="Do"/> may be done on the caller's.</summary>
    private Task MailAsync()
    {
        var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(handled.SetResult);
        return handled.Task.InTime();
    }

    public void Dispose()
    {
        Loop.Stop();
        _thread.Join();
        Loop.Dispose();
    }
}
