using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Executes the program anew, on the main thread: the children's parent-death signals are tied to it. Comes back only where that fails, and then
/// nothing has changed.
/// </summary>
/// <param name="program">The file.</param>
/// <param name="environment">What it finds, <c>KEY=value</c> each.</param>
/// <param name="descriptors">What lives on.</param>
/// <param name="mainThread">The only one that may do it.</param>
internal sealed class ExecJob(string program, IReadOnlyList<string> environment, IReadOnlyList<int> descriptors, Thread mainThread) : SpawnJob
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource _ended = new();
    private int _stage = Waiting;

    /// <summary>Why it failed, in words.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>
    /// Waits until it has failed; a success is not lived to see. Where the main thread does not come to it in time it is withdrawn, and has failed.
    /// </summary>
    public void AwaitFailure(TimeSpan patience)
    {
        if (_ended.Task.Wait(patience))
            return;
        if (Interlocked.CompareExchange(ref _stage, Withdrawn, Waiting) == Waiting)
            Failure = "the main thread waits for a disk with a child to be made";
        else
            _ended.Task.Wait();
    }

    public override void Run(ProcessSpawner spawner)
    {
        if (Interlocked.CompareExchange(ref _stage, Taken, Waiting) != Waiting)
            return;
        Failure = Thread.CurrentThread == mainThread ? Execute() : "the main thread does not come back from a disk";
        _ended.SetResult();
    }

    private unsafe string Execute()
    {
        using var path = new NativeStrings([program]);
        using var arguments = new NativeStrings(ProcessStart.Arguments);
        using var variables = new NativeStrings(environment);
        SetCloseOnExec(0);
        var errno = CallResult.Error(Libc.execve(*path.Pointer, arguments.Pointer, variables.Pointer));
        SetCloseOnExec(Libc.FD_CLOEXEC);
        return $"'{program}' cannot be executed: {Errno.Text(errno)}";
    }

    private void SetCloseOnExec(int flag)
    {
        foreach (var descriptor in descriptors)
            _ = Libc.fcntl(descriptor, Libc.F_SETFD, flag);
    }
}
