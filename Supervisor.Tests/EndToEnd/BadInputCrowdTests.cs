using System.Net;
using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Clients that are many, slow, rude or guessing, on a daemon that supervises on and is the same afterwards.</summary>
public class BadInputCrowdTests(BadInputDaemon daemon) : IClassFixture<BadInputDaemon>
{
    private const string Get = "GET /ok.html HTTP/1.1\r\nHost: x\r\n\r\n";

    [Fact]
    public async Task Random_bytes_harm_nobody()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(1, 4000)];
            random.NextBytes(bytes);
            // Half of them look like a request for a while.
            byte[] sent = round % 2 == 0 ? bytes : [.. "POST /RPC2 HTTP/1.1\r\nContent-Length: 300\r\n\r\n"u8, .. bytes];
            await SendAndLeaveAsync(round % 3 == 0 ? daemon.Tcp : daemon.Unix, sent);
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Half_requests_and_slow_clients_keep_nobody_waiting()
    {
        var whole = Encoding.ASCII.GetBytes("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<methodCall>");
        var slow = new List<HttpProbe>();
        try
        {
            for (var cut = 0; cut < 150; cut++)
            {
                var probe = await HttpProbe.ConnectAsync(cut % 2 == 0 ? daemon.Tcp : daemon.Unix);
                slow.Add(probe);
                await probe.SendAsync(whole[..(cut % whole.Length)]);
            }
            Assert.Equal("RUNNING", await daemon.Supervisor.Rpc.StateOfAsync("steady"));
            await ExpectSupervisionAsync();
        }
        finally
        {
            foreach (var probe in slow)
                await probe.DisposeAsync();
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answers_keeps_nobody_waiting()
    {
        await using var deaf = await HttpProbe.ConnectAsync(daemon.Unix);
        // More answers than the socket takes; what the daemon does not read is not sent, so nobody waits for the end of it.
        var sending = deaf.SendAsync(string.Concat(Enumerable.Repeat(Get.Replace("/ok.html", "/", StringComparison.Ordinal), 2000)));
        await ExpectSupervisionAsync();
        await deaf.DisposeAsync();
        try
        {
            await sending;
        }
        catch (IOException)
        {
            // The rest of it was not taken before the end.
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Six_hundred_connections_at_once_do_not_stop_supervision_and_others_get_in_when_they_leave(bool tcp)
    {
        EndPoint endPoint = tcp ? daemon.Tcp : daemon.Unix;
        var request = Get.Replace("\r\n\r\n", $"\r\nAuthorization: Basic {Convert.ToBase64String("admin:secret"u8)}\r\n\r\n", StringComparison.Ordinal);
        var crowd = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => HttpProbe.ConnectAsync(endPoint)));
        var servedAtOnce = (await Task.WhenAll(crowd.Select(probe => IsServedAsync(probe, request)))).Count(served => served);
        // The limit keeps enough descriptors free for programs; a crowd below it is served whole.
        Assert.InRange(servedAtOnce, 300, 500);
        await ExpectSupervisionAsync();
        foreach (var probe in crowd)
            await probe.DisposeAsync();
        await Eventually.HoldsAsync(async () => await IsServedAsync(await HttpProbe.ConnectAsync(endPoint), request, leaves: true), "a new client is served");
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_thousand_wrong_passwords_are_a_thousand_times_401()
    {
        await using var patient = await HttpProbe.ConnectAsync(daemon.Tcp);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var guess = Convert.ToBase64String(Encoding.ASCII.GetBytes(attempt % 2 == 0 ? $"admin:{attempt}" : $"{attempt}:secret"));
            var reply = await HttpProbe.AskAsync(daemon.Tcp, $"GET /ok.html HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {guess}\r\n\r\n");
            Assert.Equal(401, reply.Status);
        }
        foreach (var odd in new[] { "", "Basic", "Basic !", "Basic " + new string('A', 8000), "Bearer x", "basic YWRtaW4=", "Digest username=admin", "Basic OnNlY3JldA==" })
        {
            var reply = await HttpProbe.AskAsync(daemon.Tcp, $"GET /ok.html HTTP/1.1\r\nHost: x\r\nAuthorization: {odd}\r\n\r\n");
            Assert.True(reply.Status is 400 or 401, $"{odd}: {reply}");
        }
        await patient.SendAsync($"GET /ok.html HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {Convert.ToBase64String("admin:secret"u8)}\r\n\r\n");
        Assert.Equal(200, (await patient.ReplyAsync()).Status);
        await patient.DisposeAsync();
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Clients_that_hang_up_in_the_middle_of_everything_leave_nothing_behind()
    {
        byte[] call = RpcXml.Call("supervisor.getAllProcessInfo");
        byte[] whole = [.. Encoding.ASCII.GetBytes($"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {call.Length}\r\n\r\n"), .. call];
        for (var round = 0; round < 400; round++)
            await SendAndLeaveAsync(daemon.Unix, whole[..(round * 7 % (whole.Length + 1))]);
        await daemon.ExpectUnharmedAsync();
    }

    /// <summary>A program that dies is started again: seen from outside, since the daemon's servers may be full.</summary>
    private async Task ExpectSupervisionAsync()
    {
        var before = daemon.Supervisor.DescendantPids;
        var (deaths, victim) = (Deaths(), VictimPid());
        await ChildProcess.RunAsync("kill", ["-9", $"{victim}"]);
        await Eventually.HoldsAsync(() => Deaths() > deaths && VictimPid() != victim, "the program that was killed is back");
        await Eventually.HoldsAsync(() => daemon.Supervisor.DescendantPids.Count == before.Count, "there are as many programs as before");

        int Deaths() => daemon.Supervisor.MainLog.Split("exited: victim (terminated by SIGKILL; not expected)").Length;
        int VictimPid() => int.Parse(daemon.Supervisor.MainLog.Split("spawned: 'victim' with pid ")[^1].Split('\n')[0]);
    }

    private static async Task<bool> IsServedAsync(HttpProbe probe, string request, bool leaves = false)
    {
        try
        {
            await probe.SendAsync(request);
            return (await probe.ReplyAsync()).Status == 200;
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            return false;
        }
        finally
        {
            if (leaves)
                await probe.DisposeAsync();
        }
    }

    private static async Task SendAndLeaveAsync(EndPoint endPoint, byte[] bytes)
    {
        await using var probe = await HttpProbe.ConnectAsync(endPoint);
        try
        {
            await probe.SendAsync(bytes);
        }
        catch (IOException)
        {
            // It was refused before all of it was sent.
        }
    }
}
