using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>
/// What is to be spawned, in order, and the threads that do it. The main thread does it as a rule, since a child's parent-death signal is
/// tied to the thread that started it. While it is stuck in the kernel, at a disk that does not answer, spare threads stand in: as many
/// jobs may be stuck as there are threads. All of them are made at the start.
/// </summary>
internal sealed class SpawnQueue : IDisposable
{
    /// <summary>How many of them there are.</summary>
    public const int Spares = 2;

    private readonly object _gate = new();
    private readonly Semaphore _forSpares = new(0, int.MaxValue);
    private readonly Queue<SpawnJob> _jobs = new();
    private readonly Action<Exception> _failed;
    private SpawnJob? _onMain;
    private bool _isClosed;

    /// <param name="failed">Told of an exception that a job let escape; the next job runs. Any thread.</param>
    public SpawnQueue(Action<Exception> failed) => _failed = failed;

    /// <summary>Makes the spare threads; where the system grants fewer there are fewer.</summary>
    public void StartSpares()
    {
        try
        {
            for (var i = 0; i < Spares; i++)
                new Thread(RunSpare) { IsBackground = true, Name = "spare-spawner" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // What the runtime calls a thread that the system does not grant.
        }
    }

    public void Post(SpawnJob job)
    {
        lock (_gate)
        {
            _jobs.Enqueue(job);
            job.IsQueued = true;
            if (_onMain is null)
                Monitor.Pulse(_gate);
            else if (_onMain.IsStuck)
                _forSpares.Release();
        }
    }

    /// <summary>What keeps a job from being taken: what the one before it waits for. Null where it was taken. Any thread.</summary>
    public string? HeldUpBy(SpawnJob job)
    {
        SpawnJob? before;
        lock (_gate)
            before = job.IsQueued && _onMain != job ? _onMain : null;
        return before?.WaitsFor;
    }

    /// <summary>A job that does not come to its end: what waits behind it is let past. Any thread.</summary>
    public void LetPast(SpawnJob job)
    {
        lock (_gate)
        {
            if (!job.IsRunning || job.IsStuck)
                return;
            job.IsStuck = true;
            if (_jobs.Count > 0)
                _forSpares.Release();
        }
    }

    /// <summary>The main thread's part: does the work until <see cref="Dispose"/>.</summary>
    public void Run()
    {
        using var spawner = new ProcessSpawner();
        spawner.Prepare();
        while (TakeOnMain() is { } job)
        {
            Do(job, spawner);
            lock (_gate)
                _onMain = null;
        }
    }

    /// <summary>Lets the main thread end. What still waits is not done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private SpawnJob? TakeOnMain()
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            if (_isClosed)
                return null;
            _onMain = _jobs.Dequeue();
            (_onMain.IsRunning, _onMain.IsQueued) = (true, false);
            return _onMain;
        }
    }

    private void RunSpare()
    {
        using var spawner = new ProcessSpawner();
        spawner.Prepare();
        while (true)
        {
            _forSpares.WaitOne();
            while (TakeOnSpare() is { } job)
                Do(job, spawner);
        }
    }

    private SpawnJob? TakeOnSpare()
    {
        lock (_gate)
        {
            if (_isClosed || _onMain is not { IsStuck: true } || !_jobs.TryDequeue(out var job))
                return null;
            (job.IsRunning, job.IsQueued) = (true, false);
            return job;
        }
    }

    private void Do(SpawnJob job, ProcessSpawner spawner)
    {
        try
        {
            job.Run(spawner);
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
        lock (_gate)
            job.IsRunning = false;
    }
}
