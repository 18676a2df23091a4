using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Runtime;

/// <summary>The turn that the loop lends to other threads while it sleeps.</summary>
public sealed class EventLoopTurnTests : IDisposable
{
    private readonly LoopThread _running = new();

    private EventLoop Loop => _running.Loop;

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task While_the_loop_sleeps_work_is_done_on_the_thread_that_asks_for_it()
    {
        // Whether it sleeps already is the kernel's to say.
        await Eventually.HoldsAsync(
            () =>
            {
                var done = Loop.InvokeAsync(() => (Loop.IsOnLoop, Environment.CurrentManagedThreadId));
                return done is { IsCompletedSuccessfully: true, Result: (true, var thread) } && thread == Environment.CurrentManagedThreadId;
            },
            "work done on the asking thread");
        Assert.False(Loop.IsOnLoop);
        Assert.NotSame(Loop, SynchronizationContext.Current);
    }

    [Fact]
    public async Task Never_do_two_threads_have_the_turn()
    {
        var (inside, most, done) = (0, 0, 0);
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                await Loop.InvokeAsync(Enter);
                if (i % 7 == 0)
                    Loop.Post(() => Enter());
            }
        }));
        await Task.WhenAll(threads).InTime();
        await _running.TurnAsync();
        Assert.Equal(4 * (2000 + 286), done);
        Assert.Equal(1, most);

        bool Enter()
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            done++;
            Interlocked.Decrement(ref inside);
            return true;
        }
    }

    [Fact]
    public async Task What_was_posted_before_comes_first()
    {
        var order = new List<int>();
        for (var i = 0; i < 1000; i++)
        {
            var mail = 2 * i;
            Loop.Post(() => order.Add(mail));
            await _running.Do(() => order.Add(mail + 1));
        }
        Assert.Equal(Enumerable.Range(0, 2000), order);
    }

    [Fact]
    public async Task A_deadline_that_is_nearer_than_the_loops_own_wakes_it()
    {
        using var real = new EventLoop(TimeProvider.System);
        var thread = new Thread(real.Run) { IsBackground = true };
        thread.Start();
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await real.InvokeAsync(() => real.Schedule(real.Now + TimeSpan.FromHours(1), () => { }));
        await real.InvokeAsync(() => real.Schedule(real.Now + TimeSpan.FromMilliseconds(1), fired.SetResult));
        await fired.Task.InTime();
        real.Stop();
        thread.Join();
    }

    [Fact]
    public async Task What_borrowed_work_posts_is_handled_and_what_it_awaits_goes_on_on_the_loop()
    {
        var (posted, outside) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var done = Loop.InvokeAsync(async () =>
        {
            Loop.Post(posted.SetResult);
            await outside.Task;
            return Loop.IsOnLoop;
        });
        await posted.Task.InTime();
        outside.SetResult();
        Assert.True(await done.InTime());
    }

    [Fact]
    public async Task Those_who_borrow_it_in_a_row_do_not_keep_it_from_the_loop()
    {
        using var enough = new CancellationTokenSource();
        var borrowers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await Loop.InvokeAsync(() => true);
        })).ToList();
        for (var i = 0; i < 100; i++)
            await _running.TurnAsync();
        await enough.CancelAsync();
        await Task.WhenAll(borrowers).InTime();
    }

    [Fact]
    public async Task After_the_end_nothing_is_done_any_more()
    {
        Loop.Stop();
        await Eventually.HoldsAsync(() => _running.HasEnded, "the loop's end");
        Assert.False(Loop.InvokeAsync(() => true).IsCompleted);
    }
}
