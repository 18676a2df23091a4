using System.Net;
using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// Owns one daemon that the tests of a class mistreat one after the other, and what it was like before: whatever was done to it,
/// it must be the same afterwards.
/// </summary>
public sealed class BadInputDaemon : IAsyncLifetime
{
    /// <summary>Threads and buffers that come with the first crowd; a leak of each connection or request is far above.</summary>
    private const int SparedDescriptors = 8;

    private const int SparedKilobytes = 160_000;

    private RunningSupervisor? _running;
    private int _descriptors;
    private int _kilobytes;
    private int _program;

    internal RunningSupervisor Supervisor => _running!;

    internal IPEndPoint Tcp { get; } = new(IPAddress.Loopback, FreePort.Take());

    internal EndPoint Unix => new UnixDomainSocketEndPoint(Supervisor.SocketPath);

    /// <summary>Lets in whoever knows the password of the inet server.</summary>
    internal static string Credentials => "admin:secret";

    public async Task InitializeAsync()
    {
        _running = await RunningSupervisor.StartAsync(
            $"""
            [inet_http_server]
            port=127.0.0.1:{Tcp.Port}
            username=admin
            password=secret
            [program:steady]
            command=cat
            startsecs=0
            [program:victim]
            command=cat
            startsecs=0
            autorestart=true
            """);
        await Supervisor.Rpc.WaitForStateAsync("steady", "RUNNING");
        await Supervisor.Rpc.WaitForStateAsync("victim", "RUNNING");
        for (var round = 0; round < 20; round++)
        {
            await Supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo");
            await new RpcProbe(Tcp, Credentials).CallAsync("supervisor.getAllProcessInfo");
        }
        (_descriptors, _kilobytes, _program) = (Descriptors(), Kilobytes(), await Supervisor.Rpc.PidOfAsync("steady"));
    }

    public async Task DisposeAsync()
    {
        if (_running is not null)
            await _running.DisposeAsync();
    }

    /// <summary>It answers on both servers, its program is the one it was, it holds no more descriptors and not much more memory.</summary>
    internal async Task ExpectUnharmedAsync()
    {
        Assert.False(Supervisor.Process.HasExited);
        Assert.Equal("RUNNING", await Supervisor.Rpc.StateOfAsync("steady"));
        Assert.Equal(_program, await Supervisor.Rpc.PidOfAsync("steady"));
        Assert.Equal("RUNNING", await new RpcProbe(Tcp, Credentials).StateOfAsync("steady"));
        await Eventually.GetAsync(
            () => Task.FromResult(Descriptors()), count => count <= _descriptors + SparedDescriptors, $"the descriptors are {_descriptors} again");
        await Eventually.GetAsync(
            () => Task.FromResult(Kilobytes()), kilobytes => kilobytes <= _kilobytes + SparedKilobytes, $"the memory is near {_kilobytes} KB again");
        Assert.DoesNotContain("ERRO uncaught", Supervisor.MainLog, StringComparison.OrdinalIgnoreCase);
    }

    private int Descriptors() => Directory.EnumerateFileSystemEntries($"/proc/{Supervisor.Pid}/fd").Count();

    private int Kilobytes() =>
        int.Parse(File.ReadLines($"/proc/{Supervisor.Pid}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
