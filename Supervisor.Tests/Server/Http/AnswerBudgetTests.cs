using Supervisor.Server.Http;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http;

/// <summary>Who gets room for an answer, who waits, and who is refused.</summary>
public class AnswerBudgetTests
{
    private const long All = 100 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly AnswerBudget _budget = new(All, Patience, TimeProvider.System);

    [Fact]
    public async Task Small_answers_have_nothing_of_it_and_wait_for_nobody()
    {
        using var large = _budget.Begin();
        Assert.True(await large.TakeAsync(All / 2));
        using var small = _budget.Begin();
        Assert.True(small.TakeAsync(AnswerLease.SmallBytes).IsCompleted);
        Assert.True(small.TrySettle(AnswerLease.SmallBytes));
        Assert.Equal(0, small.HandOver());
    }

    [Fact]
    public async Task A_smaller_answer_passes_a_larger_one_that_waits()
    {
        using var first = _budget.Begin();
        Assert.True(await first.TakeAsync(10 << 20));
        using var larger = _budget.Begin();
        var waits = larger.TakeAsync(10 << 20);
        Assert.False(waits.IsCompleted);
        using var smaller = _budget.Begin();
        Assert.True(await smaller.TakeAsync(1 << 20).InTime());
        Assert.False(waits.IsCompleted);
        smaller.Dispose();
        first.Dispose();
        Assert.True(await waits.InTime());
    }

    [Fact]
    public async Task What_is_written_gives_back_what_was_read()
    {
        using var lease = _budget.Begin();
        Assert.True(await lease.TakeAsync(36 << 20));
        Assert.False(_budget.TryTake(1));
        Assert.True(lease.TrySettle(20 << 20));
        Assert.True(_budget.TryTake(All - (20 << 20)));
        Assert.False(_budget.TryTake(1));
    }

    [Fact]
    public async Task A_multicall_takes_all_of_it_at_its_first_large_read_and_asks_no_more()
    {
        using var lease = _budget.Begin(isMulticall: true);
        Assert.True(await lease.TakeAsync(AnswerLease.SmallBytes));
        Assert.True(_budget.TryTake(All));
        _budget.Return(All);
        Assert.True(await lease.TakeAsync(1));
        Assert.False(_budget.TryTake(1));
        Assert.True(lease.TakeAsync(All).IsCompleted);
    }

    [Fact]
    public async Task Whoever_has_waited_long_enough_is_refused_and_leaves_no_trace()
    {
        var budget = new AnswerBudget(All, TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.True(budget.TryTake(All));
        using var lease = budget.Begin();
        Assert.False(await lease.TakeAsync(1 << 20).InTime());
        budget.Return(All);
        Assert.True(budget.TryTake(All));
    }
}
