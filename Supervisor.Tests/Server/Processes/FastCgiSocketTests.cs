using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

public sealed class FastCgiSocketTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly RecordedLog _log = new();

    private string Path => _directory["web.sock"];

    private string Url => $"unix://{Path}";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Its_users_share_one_socket_that_is_open_until_the_last_of_them_gives_it_back()
    {
        var socket = NewUnix();
        var first = await socket.AcquireAsync();
        Assert.Equal(first, await socket.AcquireAsync());
        Connect();
        socket.Release();
        Connect();
        Assert.Equal([$"I Creating socket {Url}"], _log.LetteredLines);
        socket.Release();
        Assert.Equal([$"I Creating socket {Url}", $"I Closing socket {Url}"], _log.LetteredLines);
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(Connect).SocketErrorCode);
        Assert.Equal(["web.sock"], _directory.Names());
    }

    [Fact]
    public async Task Users_that_come_at_once_open_it_once()
    {
        var socket = NewUnix();
        var descriptors = await Task.WhenAll(socket.AcquireAsync(), socket.AcquireAsync(), socket.AcquireAsync());
        Assert.Single(descriptors.Distinct());
        Assert.Single(_log.Lines);
        for (var i = 0; i < 3; i++)
            socket.Release();
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task It_is_opened_anew_after_its_end_in_the_place_of_the_file_that_stayed()
    {
        var socket = NewUnix();
        for (var life = 0; life < 2; life++)
        {
            await socket.AcquireAsync();
            Connect();
            socket.Release();
        }
        Assert.Equal(4, _log.Lines.Count);
    }

    [Fact]
    public async Task Its_file_has_the_mode_asked_for_or_its_owners_alone()
    {
        await NewUnix().AcquireAsync();
        Assert.Equal(0x1C0, (int)File.GetUnixFileMode(Path));
        await new FastCgiSocket(Options() with { Mode = 0x1B0 }, _log).AcquireAsync();
        Assert.Equal(0x1B0, (int)File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task A_check_leaves_it_closed()
    {
        await NewUnix().CheckAsync();
        Assert.Equal([$"I Creating socket {Url}", $"I Closing socket {Url}"], _log.LetteredLines);
        Assert.Throws<SocketException>(Connect);
    }

    [Fact]
    public async Task One_that_cannot_be_had_says_why_and_can_be_had_later()
    {
        var path = _directory["later/web.sock"];
        var socket = new FastCgiSocket(Options() with { UnixPath = path, Url = "unix://later" }, _log);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refused = await Assert.ThrowsAsync<FastCgiSocketException>(socket.AcquireAsync);
            Assert.Equal("Could not create FastCGI socket unix://later: No such file or directory (the socket of [fcgi-program:web])", refused.Message);
        }
        Assert.Equal(["I Creating socket unix://later", "I Creating socket unix://later"], _log.LetteredLines);
        Directory.CreateDirectory(_directory["later"]);
        await socket.AcquireAsync();
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_port_is_listened_on_and_one_that_is_taken_is_refused()
    {
        var port = FreePort.Take();
        var options = Options() with { UnixPath = null, Host = "localhost", Port = port, Url = $"tcp://localhost:{port}" };
        var socket = new FastCgiSocket(options, _log);
        await socket.AcquireAsync();
        using (var client = new TcpClient())
            await client.ConnectAsync(IPAddress.Loopback, port);
        var refused = await Assert.ThrowsAsync<FastCgiSocketException>(new FastCgiSocket(options, _log).AcquireAsync);
        Assert.Contains("Address already in use", refused.Message, StringComparison.Ordinal);
        socket.Release();
    }

    private FastCgiSocket NewUnix() => new(Options(), _log);

    private FastCgiSocketOptions Options() => new() { ProgramName = "web", Url = Url, UnixPath = Path };

    private void Connect()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(Path));
    }
}
