using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// The program <c>supervisord exec</c>: a child on its way to its program, where the way leads over a disk that may not answer. It switches the
/// user, changes the directory and executes, so that the child waits for the disk and not the daemon. Its stdin, stdout and stderr
/// are the program's.
/// </summary>
internal static unsafe class ExecStage
{
    /// <summary>The word of the command line that makes a stage of this program.</summary>
    public const string Word = "exec";

    private const int OrdersDescriptor = 3;
    private const int DoneDescriptor = 4;

    /// <summary>
    /// Starts a stage. The read end of <paramref name="done"/> comes to its end when the stage has become its program, or has ended.
    /// Returns an errno, 0 for success.
    /// </summary>
    public static int Start(StageOrders orders, ReadOnlySpan<int> standardStreams, out int pid, out int done)
    {
        (pid, done) = (0, -1);
        var memory = Libc.memfd_create("orders", Libc.MFD_CLOEXEC);
        if (memory < 0)
            return Marshal.GetLastPInvokeError();
        var (read, write) = (-1, -1);
        try
        {
            new DescriptorStream(memory).Write(orders.ToBytes());
            (read, write) = Pipes.Create();
            var errno = PosixSpawn.Start(
                ProcessStart.OwnBinary,
                [ProcessStart.OwnName, Word],
                ProcessStart.Environment,
                [standardStreams[0], standardStreams[1], standardStreams[2], memory, write],
                SpawnedInto.OwnGroup,
                out pid);
            if (errno != 0)
                return errno;
            (done, read) = (read, -1);
            return 0;
        }
        catch (PosixException refused)
        {
            return refused.Errno;
        }
        catch (IOException refused)
        {
            // The memory for the orders: its code is the errno.
            return refused.HResult;
        }
        finally
        {
            Pipes.Close(memory);
            if (read >= 0)
                Pipes.Close(read);
            if (write >= 0)
                Pipes.Close(write);
        }
    }

    /// <summary>The stage itself. Returns only where it cannot become its program, with the exit status that tells so.</summary>
    /// <param name="complete">Returns the orders with what the stage has to find out by itself; what it fails with is the reason.</param>
    public static int Run(Func<StageOrders, StageOrders> complete)
    {
        _ = Libc.fcntl(DoneDescriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);
        var orders = StageOrders.Read(LogFileCalls.ReadAll(OrdersDescriptor));
        Pipes.Close(OrdersDescriptor);
        Pipes.Write(2, SpawnFailure.Text(Become(orders, complete)));
        return PosixSpawn.FailedExecStatus;
    }

    /// <summary>Returns the reason, in stock's words.</summary>
    private static string Become(StageOrders orders, Func<StageOrders, StageOrders> complete)
    {
        try
        {
            orders = complete(orders);
        }
        catch (Exception refused)
        {
            return refused.Message;
        }
        if (orders.Cgroup.Length > 0 && Cgroups.Enter(orders.Cgroup) is var refusedEntry && refusedEntry != 0)
            return SpawnFailure.OfCgroup(orders.Cgroup, refusedEntry);
        // Raising may need root, which the user below is not.
        foreach (var (setting, errno) in ResourceCalls.Set(ResourceCalls.Self, orders.Resources))
            return SpawnFailure.OfResource(orders.Resources, setting, errno);
        if (orders.Identity is [var uid, var gid, ..])
        {
            try
            {
                Credentials.DropPrivileges(new Identity(uid, gid, [.. orders.Identity.Skip(2)]));
            }
            catch (PosixException refused)
            {
                return SpawnFailure.OfUser(uid, refused.Message);
            }
        }
        if (orders.Directory.Length > 0 && Libc.chdir(orders.Directory) < 0)
            return SpawnFailure.OfDirectory(orders.Directory, Marshal.GetLastPInvokeError());
        if (orders.Umask >= 0)
            Libc.umask((uint)orders.Umask);
        return SpawnFailure.OfExec(orders.Arguments[0], Execute(orders));
    }

    /// <summary>Returns only with an errno: that of the first file that is there, else that of the last.</summary>
    private static int Execute(StageOrders orders)
    {
        using var arguments = new NativeStrings(orders.Arguments);
        using var environment = new NativeStrings(orders.Environment);
        var errno = Errno.ENOENT;
        foreach (var file in orders.Files)
        {
            using var path = new NativeStrings([file]);
            _ = Libc.execve(*path.Pointer, arguments.Pointer, environment.Pointer);
            errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.ENOENT or Errno.ENOTDIR))
                break;
        }
        return errno;
    }
}
