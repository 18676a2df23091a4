using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Ends whoever is left of the tree of a child that has ended. Loop thread only; the kernel is asked on workers of the pool.</summary>
internal sealed class TreeEnd(ProcessContext context, TreeMembers tree)
{
    /// <summary>What was sent SIGKILL is looked for so long.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Completes when nobody is left, or cannot be ended, which is told.</summary>
    /// <param name="signal">What they are asked by to end; null for SIGKILL at once.</param>
    /// <param name="until">When those who were asked are killed.</param>
    public async Task EndAsync(int? signal, TimeSpan until)
    {
        var left = await FindAsync();
        if (left.Count == 0)
            return;
        if (signal is { } asked)
        {
            await Task.Run(() => tree.Signal(asked, left));
            left = await AwaitEndAsync(until, kills: false);
            if (left.Count == 0)
                return;
        }
        context.Log.KillsTree(tree.ProgramName, left);
        foreach (var survivor in await AwaitEndAsync(context.Loop.Now + KillPatience, kills: true))
            context.Log.Survives(tree.ProgramName, survivor.Process.Pid, survivor.Command);
    }

    private Task<IReadOnlyList<Survivor>> FindAsync() => Task.Run(tree.Find);

    /// <summary>Who is left at that time. Whoever is born meanwhile is found by a later look.</summary>
    private async Task<IReadOnlyList<Survivor>> AwaitEndAsync(TimeSpan until, bool kills)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var left = await FindAsync();
            if (left.Count == 0 || context.Loop.Now >= until)
                return left;
            if (kills)
                await Task.Run(() => tree.Signal(Signals.SIGKILL, left));
            await context.Loop.Delay(TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 1, Math.Max(1, (until - context.Loop.Now).Ticks))));
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
