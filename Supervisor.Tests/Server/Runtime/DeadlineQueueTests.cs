using Supervisor.Server.Runtime;

namespace Supervisor.Tests.Server.Runtime;

public class DeadlineQueueTests
{
    private readonly DeadlineQueue _queue = new();

    [Fact]
    public void Only_what_is_due_is_taken_and_only_once()
    {
        Add(2);
        Add(1);
        Assert.Equal(TimeSpan.FromSeconds(1), _queue.Next);
        Assert.False(_queue.TryTake(TimeSpan.FromSeconds(0.5), out _));
        Assert.True(_queue.TryTake(TimeSpan.FromSeconds(1), out var first));
        Assert.Equal(TimeSpan.FromSeconds(1), first.At);
        Assert.False(_queue.TryTake(TimeSpan.FromSeconds(1), out _));
        Assert.Equal(TimeSpan.FromSeconds(2), _queue.Next);
    }

    [Fact]
    public void Cancelled_ones_do_not_count()
    {
        Add(1).Dispose();
        Assert.Null(_queue.Next);
        Add(1).Dispose();
        Add(3);
        Assert.Equal(TimeSpan.FromSeconds(3), _queue.Next);
        Assert.False(_queue.TryTake(TimeSpan.FromSeconds(2), out _));
    }

    [Fact]
    public void Order_outlives_the_sweeping_out_of_many_cancelled_ones()
    {
        var kept = new List<Deadline>();
        for (var number = 0; number < 5000; number++)
        {
            Add(1 + number % 7).Dispose();
            if (number % 50 == 0)
                kept.Add(Add(1 + number % 3));
        }
        var expected = kept.OrderBy(d => d.At).ToList();
        var taken = new List<Deadline>();
        while (_queue.TryTake(TimeSpan.FromSeconds(10), out var deadline))
            taken.Add(deadline);
        Assert.Equal(expected, taken);
    }

    private Deadline Add(int seconds)
    {
        var deadline = new Deadline(TimeSpan.FromSeconds(seconds), () => { });
        _queue.Add(deadline);
        return deadline;
    }
}
