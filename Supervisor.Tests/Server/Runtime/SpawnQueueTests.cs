using System.Collections.Concurrent;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Runtime;

/// <summary>The queue with its real threads. A job that waits for the test stands for one that waits in the kernel.</summary>
public sealed class SpawnQueueTests : IDisposable
{
    private readonly SpawnerThread _main = new();
    private readonly ConcurrentQueue<string> _done = new();
    private readonly List<TestJob> _held = [];

    private SpawnQueue Queue => _main.Queue;

    public void Dispose()
    {
        _held.ForEach(job => job.Release());
        _main.Dispose();
    }

    [Fact]
    public async Task Jobs_are_done_in_their_order_on_the_main_thread()
    {
        var jobs = Enumerable.Range(0, 20).Select(number => Post($"{number}")).ToList();
        foreach (var job in jobs)
            await job.Ended.InTime();
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}"), _done);
        Assert.All(jobs, job => Assert.Equal("spawner of a test", job.Thread));
    }

    [Fact]
    public async Task A_job_that_throws_is_reported_and_the_next_one_is_done()
    {
        var failing = new TestJob("bad", _ => throw new InvalidOperationException("no such thing"));
        Queue.Post(failing);
        await Post("good").Ended.InTime();
        Assert.Equal("no such thing", Assert.Single(_main.Failures).Message);
        Assert.False(failing.IsRunning);
    }

    [Fact]
    public async Task What_waits_behind_a_stuck_job_is_let_past_and_so_is_what_comes_later()
    {
        Queue.StartSpares();
        var stuck = Hold("stuck");
        await stuck.Begun.InTime();
        var waiting = Post("waiting");
        Queue.LetPast(stuck);
        await waiting.Ended.InTime();
        var later = Post("later");
        await later.Ended.InTime();
        Assert.Equal(("spare-spawner", "spare-spawner"), (waiting.Thread, later.Thread));
        stuck.Release();
        await stuck.Ended.InTime();
        Assert.Equal(["waiting", "later", "stuck"], _done);
    }

    [Fact]
    public async Task Once_the_stuck_job_has_ended_the_main_thread_does_the_jobs_again()
    {
        Queue.StartSpares();
        var stuck = Hold("stuck");
        await stuck.Begun.InTime();
        Queue.LetPast(stuck);
        stuck.Release();
        await stuck.Ended.InTime();
        await Eventually.HoldsAsync(() => !stuck.IsRunning, "the queue has seen the end");
        // The main thread may be about to take its next job: what is posted in that moment may still be a spare's.
        TestJob? next = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                next = Post("next");
                await next.Ended.InTime();
                return next.Thread == "spawner of a test";
            },
            "the main thread takes a job");
    }

    [Fact]
    public async Task As_many_jobs_may_be_stuck_as_there_are_threads_and_the_next_waits_for_one_of_them()
    {
        Queue.StartSpares();
        var stuck = new List<TestJob>();
        for (var i = 0; i <= SpawnQueue.Spares; i++)
        {
            stuck.Add(Hold($"stuck {i}"));
            await stuck[i].Begun.InTime();
            Queue.LetPast(stuck[i]);
        }
        Assert.Equal(SpawnQueue.Spares + 1, stuck.Select(job => job.ThreadId).Distinct().Count());
        var waiting = Post("waiting");
        Assert.All(stuck, job => Assert.True(job.IsRunning));
        Assert.False(waiting.Begun.IsCompleted);
        stuck[^1].Release();
        await waiting.Ended.InTime();
        Assert.Equal(["stuck 2", "waiting"], _done);
        Assert.Equal(stuck[^1].ThreadId, waiting.ThreadId);
    }

    /// <summary>A limit that was hit for a job that has not begun, or has ended, is nobody's stop.</summary>
    [Fact]
    public async Task Only_a_job_that_runs_is_let_past()
    {
        var first = Hold("first");
        await first.Begun.InTime();
        var second = Post("second");
        Queue.LetPast(second);
        Assert.Equal((true, false, false), (first.IsRunning, first.IsStuck, second.IsStuck));
        first.Release();
        await second.Ended.InTime();
        Queue.LetPast(first);
        Assert.Equal((false, false), (first.IsRunning, first.IsStuck));
    }

    [Fact]
    public async Task A_spare_thread_starts_a_child_as_the_main_thread_does()
    {
        using var directory = new TestDirectory();
        Queue.StartSpares();
        var stuck = Hold("stuck");
        await stuck.Begun.InTime();
        Queue.LetPast(stuck);
        var (read, write) = Pipes.Create();
        using var environment = new BaseEnvironment(new Dictionary<string, string>());
        var pid = 0;
        var job = new TestJob("child", spawner => pid = spawner.Spawn(new SpawnRequest
        {
            File = "/bin/sh",
            Arguments = ["sh", "-c", "pwd"],
            SharedEnvironment = environment,
            OwnEnvironment = [],
            Directory = directory.Path,
            Stdin = read,
            Stdout = write,
            Stderr = write,
        }));
        Queue.Post(job);
        await job.Ended.InTime();
        Assert.Equal(0, ChildReaper.Await(pid).ExitCode);
        Pipes.Close(write);
        Assert.Equal(directory.Path + "\n", ReadToEnd(read));
        Pipes.Close(read);
    }

    [Fact]
    public async Task After_the_end_what_waits_is_not_done_and_the_main_thread_ends()
    {
        var running = Hold("running");
        await running.Begun.InTime();
        var waiting = Post("waiting");
        Queue.Dispose();
        running.Release();
        _main.Dispose();
        Assert.True(running.Ended.IsCompleted);
        Assert.False(waiting.Begun.IsCompleted);
    }

    private TestJob Post(string name)
    {
        var job = new TestJob(name, _ => _done.Enqueue(name));
        Queue.Post(job);
        return job;
    }

    /// <summary>Runs until it is released.</summary>
    private TestJob Hold(string name)
    {
        TestJob job = null!;
        job = new TestJob(name, _ =>
        {
            job.WaitForRelease();
            _done.Enqueue(name);
        });
        _held.Add(job);
        Queue.Post(job);
        return job;
    }

    private static string ReadToEnd(int fd)
    {
        var text = "";
        Span<byte> piece = stackalloc byte[256];
        while (Pipes.Read(fd, piece).Count is > 0 and var count)
            text += OsText.Decode(piece[..count]);
        return text;
    }

    private sealed class TestJob(string name, Action<ProcessSpawner> work) : SpawnJob
    {
        private readonly TaskCompletionSource _release = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task Ended => _ended.Task;

        public string? Thread { get; private set; }

        public int ThreadId { get; private set; }

        public void Release() => _release.TrySetResult();

        public void WaitForRelease() => _release.Task.Wait(Eventually.Patience);

        public override void Run(ProcessSpawner spawner)
        {
            (Thread, ThreadId) = (System.Threading.Thread.CurrentThread.Name, Environment.CurrentManagedThreadId);
            _begun.SetResult();
            work(spawner);
            _ended.SetResult();
        }

        public override string ToString() => name;
    }
}
