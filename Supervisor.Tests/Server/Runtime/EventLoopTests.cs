using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Runtime;

public sealed class EventLoopTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LoopThread _running = new();
    private readonly List<string> _happened = [];
    private readonly List<int> _descriptors = [];

    private EventLoop Loop => _running.Loop;

    public void Dispose()
    {
        _running.Dispose();
        _descriptors.ForEach(Pipes.Close);
    }

    [Fact]
    public async Task Mail_of_each_thread_is_handled_in_its_order_and_on_the_loop()
    {
        const int Letters = 20_000;
        var handled = new List<(int Thread, int Letter)>();
        var onLoop = true;
        var senders = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (var letter = 0; letter < Letters; letter++)
            {
                var copy = letter;
                Loop.Post(() =>
                {
                    handled.Add((number, copy));
                    onLoop &= Loop.IsOnLoop;
                });
            }
        })).ToList();
        senders.ForEach(s => s.Start());
        senders.ForEach(s => s.Join());
        await _running.TurnAsync();
        Assert.True(onLoop);
        for (var number = 0; number < 4; number++)
            Assert.Equal(Enumerable.Range(0, Letters), handled.Where(h => h.Thread == number).Select(h => h.Letter));
    }

    [Fact]
    public async Task A_turn_is_what_is_readable_then_mail_then_what_is_due()
    {
        using var began = new ManualResetEventSlim();
        using var ends = new ManualResetEventSlim();
        var pipe = Pipe();
        await _running.Do(() =>
        {
            FdWatch? watch = null;
            watch = Loop.Watch(pipe.Read, _ =>
            {
                Happens("readable");
                // Due from now on: it would come before the mail if deadlines were looked at first.
                _running.Clock.Advance(Second);
                watch!.Dispose();
            });
            Loop.Schedule(Loop.Now + Second, () => Happens("due"));
        });
        Loop.Post(() =>
        {
            began.Set();
            ends.Wait();
        });
        began.Wait();
        // Both come while the loop is busy, so one turn finds them.
        Loop.Post(() => Happens("mail"));
        Pipes.Write(pipe.Write, "x"u8);
        ends.Set();
        await _running.TurnAsync();
        await _running.TurnAsync();
        Assert.Equal(["readable", "mail", "due"], _happened);
    }

    [Fact]
    public async Task Deadlines_come_by_their_time_and_equals_in_the_order_they_were_set()
    {
        await _running.Do(() =>
        {
            Loop.Schedule(3 * Second, () => Happens("third"));
            Loop.Schedule(Second, () => Happens("first"));
            Loop.Schedule(2 * Second, () => Happens("second"));
            Loop.Schedule(2 * Second, () => Happens("second again"));
            Loop.Schedule(2 * Second, () => Happens("cancelled")).Dispose();
        });
        await _running.AdvanceAsync(3 * Second);
        Assert.Equal(["first", "second", "second again", "third"], _happened);
    }

    [Fact]
    public async Task A_deadline_is_never_early_and_one_that_is_cancelled_by_another_does_not_come()
    {
        await _running.Do(() =>
        {
            Deadline? later = null;
            Loop.Schedule(Second, () =>
            {
                Happens("due");
                later!.Dispose();
            });
            later = Loop.Schedule(Second, () => Happens("cancelled"));
        });
        await _running.AdvanceAsync(Second - TimeSpan.FromTicks(1));
        Assert.Empty(_happened);
        await _running.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.Equal(["due"], _happened);
    }

    [Fact]
    public async Task The_walls_clock_moves_no_deadline()
    {
        await _running.Do(() => Loop.Schedule(Second, () => Happens("due")));
        foreach (var jump in new[] { TimeSpan.FromDays(1), -TimeSpan.FromDays(800) })
        {
            _running.Clock.Wall += jump;
            await _running.TurnAsync();
            Assert.Empty(_happened);
        }
        await _running.AdvanceAsync(Second);
        Assert.Equal(["due"], _happened);
    }

    [Fact]
    public async Task A_watch_that_another_ends_in_the_same_turn_hears_nothing_though_its_number_is_used_again()
    {
        var (one, two) = (Pipe(), Pipe());
        Pipes.Write(one.Write, "x"u8);
        Pipes.Write(two.Write, "x"u8);
        await _running.Do(() =>
        {
            var watches = new Dictionary<int, FdWatch>();
            foreach (var fd in new[] { one.Read, two.Read })
            {
                watches[fd] = Loop.Watch(fd, _ =>
                {
                    Happens("readable");
                    watches[fd].Dispose();
                    var other = fd == one.Read ? two.Read : one.Read;
                    watches[other].Dispose();
                    Pipes.Close(other);
                    _descriptors.Remove(other);
                    // The lowest free number is given out first: as a rule the one just closed.
                    Loop.Watch(Pipe().Read, _ => Happens("a stranger's news"));
                });
            }
        });
        await _running.TurnAsync();
        await _running.TurnAsync();
        Assert.Equal(["readable"], _happened);
        Assert.Empty(_running.Failures);
    }

    [Fact]
    public async Task A_watch_without_interest_is_not_told_of_a_hang_up_until_it_asks_again()
    {
        var (read, write) = Pipe();
        var watch = await _running.Do(() => Loop.Watch(read, ready => Happens($"{ready}")));
        await _running.Do(() => watch.Set(readable: false, writable: false));
        Pipes.Close(write);
        _descriptors.Remove(write);
        await _running.TurnAsync();
        Assert.Empty(_happened);
        await _running.Do(() => watch.Set(readable: true, writable: false));
        await _running.TurnAsync();
        await _running.Do(watch.Dispose);
        Assert.Contains("Readable", _happened[0], StringComparison.Ordinal);
        // Disposed twice, and asked again afterwards, it stays ended.
        await _running.Do(watch.Dispose);
        Assert.Empty(_running.Failures);
    }

    [Fact]
    public async Task An_exception_ends_its_own_piece_of_work_only()
    {
        await _running.Do(() =>
        {
            Loop.Schedule(Second, () => throw new InvalidOperationException("a deadline's"));
            Loop.Schedule(Second, () => Happens("due"));
            Loop.Post(() => throw new InvalidOperationException("a letter's"));
            Loop.Post(() => Happens("mail"));
        });
        var pipe = Pipe();
        Pipes.Write(pipe.Write, "x"u8);
        FdWatch? watch = null;
        await _running.Do(() => watch = Loop.Watch(pipe.Read, _ =>
        {
            watch!.Dispose();
            throw new InvalidOperationException("a watch's");
        }));
        await _running.AdvanceAsync(Second);
        Assert.Equal(["mail", "due"], _happened);
        Assert.Equal(["a deadline's", "a letter's", "a watch's"], _running.Failures.Select(f => f.Message).Order());
    }

    [Fact]
    public async Task Who_asks_for_work_gets_its_exception_and_the_loop_does_not()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _running.Do(() => throw new InvalidOperationException("no")));
        Assert.Equal("no", refused.Message);
        Assert.Empty(_running.Failures);
    }

    [Fact]
    public async Task What_is_awaited_on_the_loop_resumes_on_the_loop()
    {
        var outside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var resumed = Loop.InvokeAsync(async () =>
        {
            await outside.Task;
            var afterOutside = Loop.IsOnLoop;
            await Task.Yield();
            return afterOutside && Loop.IsOnLoop;
        });
        outside.SetResult();
        Assert.True(await resumed.WaitAsync(Eventually.Patience));
        Assert.False(Loop.IsOnLoop);
    }

    [Fact]
    public async Task Mail_that_posts_mail_without_end_keeps_no_deadline_waiting()
    {
        var letters = 0;
        await _running.Do(() =>
        {
            Loop.Schedule(Second, () => Happens("due"));
            Loop.Post(Again);
        });
        await Eventually.HoldsAsync(() => Volatile.Read(ref letters) > 100, "the mail goes round");
        _running.Clock.Advance(Second);
        await Eventually.HoldsAsync(() => _happened.Count == 1, "the deadline comes all the same");

        void Again()
        {
            Volatile.Write(ref letters, letters + 1);
            if (_happened.Count == 0)
                Loop.Post(Again);
        }
    }

    [Fact]
    public void State_may_not_be_touched_from_another_thread()
    {
        Assert.Throws<InvalidOperationException>(Loop.VerifyOnLoop);
        Assert.Throws<InvalidOperationException>(() => Loop.Schedule(Second, () => { }));
        Assert.Throws<InvalidOperationException>(() => Loop.Watch(0, _ => { }));
        Assert.Throws<NotSupportedException>(() => Loop.Send(_ => { }, null));
    }

    [Fact]
    public async Task A_stop_from_another_thread_ends_a_loop_that_sleeps()
    {
        await _running.TurnAsync();
        Loop.Stop();
        await Eventually.HoldsAsync(() => _running.HasEnded, "the loop has ended");
    }

    private void Happens(string what) => _happened.Add(what);

    private (int Read, int Write) Pipe()
    {
        var pipe = Pipes.Create();
        _descriptors.AddRange([pipe.Read, pipe.Write]);
        return pipe;
    }
}
