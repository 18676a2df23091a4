using System.Net.Sockets;

namespace Supervisor.Tests.Support;

/// <summary>
/// Owns a supervisord in the foreground with its directory, its configuration and its unix socket.
/// Disposing of it ends the daemon and everything that descends from it.
/// </summary>
internal sealed class RunningSupervisor : IAsyncDisposable
{
    /// <summary>The answer of a daemon without the supervisor interface.</summary>
    private const int UnknownMethod = 1;

    private readonly bool _ownsDirectory;
    private readonly Leftovers _leftovers;

    private RunningSupervisor(Peer peer, TestDirectory directory, bool ownsDirectory, Leftovers leftovers, ChildProcess process)
    {
        Peer = peer;
        Directory = directory;
        _ownsDirectory = ownsDirectory;
        _leftovers = leftovers;
        Process = process;
        Rpc = new RpcProbe(new UnixDomainSocketEndPoint(SocketPath));
    }

    public Peer Peer { get; }

    public TestDirectory Directory { get; }

    public ChildProcess Process { get; }

    public RpcProbe Rpc { get; }

    public int Pid => Process.Id;

    public string SocketPath => Directory[TestConfiguration.SocketName];

    public string ConfigurationPath => Directory[TestConfiguration.FileName];

    public string MainLog => File.ReadAllText(Directory[TestConfiguration.LogName]);

    public IReadOnlyList<int> DescendantPids => [.. _leftovers.Pids().Where(pid => pid != Pid)];

    /// <param name="sections">Sections beyond those every test needs; sections of one name merge, so they may also add keys to these.</param>
    /// <param name="peer">The program to start; ours when left out.</param>
    /// <param name="directory">Given when files must be there before the start; it stays the caller's.</param>
    /// <param name="withInterface">False leaves out <c>[rpcinterface:supervisor]</c>.</param>
    /// <param name="arguments">Further words of the command line.</param>
    public static async Task<RunningSupervisor> StartAsync(
        string sections,
        Peer? peer = null,
        TestDirectory? directory = null,
        bool withInterface = true,
        params string[] arguments)
    {
        peer ??= await Peer.OursAsync();
        var home = directory ?? new TestDirectory();
        var configuration = TestConfiguration.Write(home, sections, withInterface);
        var leftovers = new Leftovers();
        var process = peer.Start(["-n", "-c", configuration, .. arguments], home.Path, (Leftovers.Variable, leftovers.Mark));
        var running = new RunningSupervisor(peer, home, directory is null, leftovers, process);
        try
        {
            await running.AnswersAsync();
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the unix socket answers getState with RUNNING, also again after a restart.</summary>
    public Task AnswersAsync() => Eventually.HoldsAsync(AnswersNowAsync, $"{Peer.Name} supervisord answers on {SocketPath}");

    /// <summary>Rewrites the configuration; nothing happens until a reread or a reload.</summary>
    public void Reconfigure(string sections) => TestConfiguration.Write(Directory, sections);

    public Task SignalAsync(string signal) => ChildProcess.RunAsync("kill", [$"-{signal}", $"{Pid}"]);

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _leftovers.Kill();
        if (_ownsDirectory)
            Directory.Dispose();
    }

    private async Task<bool> AnswersNowAsync()
    {
        if (Process.HasExited)
        {
            var (code, output, error) = await Process.CompletedAsync();
            throw new InvalidOperationException($"{Peer.Name} supervisord exited with {code}\n{output}\n{error}");
        }
        try
        {
            var reply = await Rpc.CallAsync("supervisor.getState");
            return reply.Http.Status == 200 && reply.Fault is null or { Code: UnknownMethod };
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
