using System.Net.Sockets;
using System.Runtime.InteropServices;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>What is done, all at the same time.</summary>
internal sealed partial class SoakRun
{
    private async Task WorkAsync(CancellationToken end)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(
            EveryAsync(20, StartOrStopAsync, end),
            EveryAsync(20, StartOrStopAsync, end),
            EveryAsync(30, KillAsync, end),
            EveryAsync(3, ReadAsync, end),
            EveryAsync(3, ReadAsync, end),
            EveryAsync(100, () => FollowAsync($"/logtail/{AnyName()}"), end),
            EveryAsync(100, () => FollowAsync($"/logtail/loud:loud_{Random.Shared.Next(2)}"), end),
            EveryAsync(100, () => FollowAsync("/events"), end),
            EveryAsync(100, () => FollowAsync("/mainlogtail"), end),
            EveryAsync(2000, UpdateAsync, end),
            EveryAsync(15_000, ReloadAsync, end),
            EveryAsync(4000, ReopenAsync, end),
            EveryAsync((int)Sample.TotalMilliseconds, () => Remember(TimeProvider.System.GetElapsedTime(began)), end));
    }

    /// <summary>Nobody's failure ends the work: it is written down, and the next turn comes.</summary>
    private async Task EveryAsync(int milliseconds, Func<Task> work, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (Exception failed) when (failed is IOException or SocketException or TimeoutException or KeyNotFoundException)
            {
                _failures.Enqueue($"{work.Method.Name}: {failed.Message}");
            }
            await Task.Delay(milliseconds, CancellationToken.None);
        }
    }

    private Task Remember(TimeSpan since)
    {
        _memory.Add((since.TotalMinutes, Megabytes()));
        return Task.CompletedTask;
    }

    private async Task StartOrStopAsync()
    {
        var (name, wait) = (AnyName(), Random.Shared.Next(2) == 0);
        var method = Random.Shared.Next(3) switch
        {
            0 => "stopProcess",
            1 when Random.Shared.Next(4) == 0 => "stopProcessGroup",
            1 => "startProcessGroup",
            _ => "startProcess",
        };
        await InLifeAsync(() => AskAsync(method, method.EndsWith("Group", StringComparison.Ordinal) ? name[..name.IndexOf(':', StringComparison.Ordinal)] : name, wait));
    }

    private async Task KillAsync() => await InLifeAsync(async () =>
    {
        var reply = await AskAsync("getProcessInfo", AnyName());
        var pid = reply.Fault is null ? (int)reply.Struct["pid"]! : 0;
        if (pid == 0 || !_killed.TryAdd(pid, true) || kill(pid, SigKill) != 0)
            return;
        Count("kill -9 of a child");
    });

    private async Task ReadAsync() => await InLifeAsync(async () =>
    {
        var name = AnyName();
        await (Random.Shared.Next(5) switch
        {
            0 => AskAsync("getAllProcessInfo"),
            1 => AskAsync("tailProcessStdoutLog", name, 0, 16_384),
            2 => AskAsync("readProcessStdoutLog", name, -4096, 0),
            3 => AskAsync("readLog", -4096, 0),
            _ => AskAsync("getProcessInfo", name),
        });
    });

    /// <summary>Some leave before the end, some at the end of the daemon's life; both without a word.</summary>
    private async Task FollowAsync(string path)
    {
        HttpProbe? probe = null;
        try
        {
            await InLifeAsync(async () =>
            {
                probe = await HttpProbe.ConnectAsync(new UnixDomainSocketEndPoint(_supervisor.SocketPath));
                await probe.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var head = await probe.HeadAsync();
                // A process that has no child yet has no log: that is answered so.
                Expect(head.Status is 200 or 404, $"{path}: {head.Status}");
            });
            Count("followed /logtail, /mainlogtail and /events");
            await Task.Delay(Random.Shared.Next(1500), CancellationToken.None);
        }
        finally
        {
            if (probe is not null)
                await probe.DisposeAsync();
        }
    }

    private async Task UpdateAsync() => await InLifeAsync(async () =>
    {
        _supervisor.Reconfigure(Text(await ModelRun.ChildProgramAsync(), _directory, ++_variant));
        var said = await AskAsync("reloadConfig");
        Expect(RpcText.Render(said.Value).Contains("variant", StringComparison.Ordinal), $"reloadConfig said {said}");
        await Eventually.HoldsAsync(
            async () =>
            {
                await AskAsync("stopProcessGroup", "variant", true);
                return (await AskAsync("removeProcessGroup", "variant")).Fault is null;
            },
            "the changed group is removed");
        Expect((await AskAsync("addProcessGroup", "variant")).Fault is null, "the changed group is added");
        Count("rereads with a change, and the update");
    });

    /// <summary>Alone: a request meanwhile is rightly refused, and could not be told from one that is lost.</summary>
    private async Task ReloadAsync()
    {
        for (var i = 0; i < Everybody; i++)
            await _life.WaitAsync();
        try
        {
            var lives = Lives();
            if (Random.Shared.Next(2) == 0)
                await _supervisor.SignalAsync("HUP");
            else
                await AskAsync("restart");
            await Eventually.HoldsAsync(() => Lives() > lives || _supervisor.Process.HasExited, "the daemon starts again", TimeSpan.FromMinutes(2));
            await _supervisor.AnswersAsync();
            Count("reloads by HUP and by request");
        }
        finally
        {
            _life.Release(Everybody);
        }
    }

    private async Task ReopenAsync()
    {
        await _supervisor.SignalAsync("USR2");
        Count("USR2");
    }

    private int Lives() => File.ReadLines(_directory[TestConfiguration.LogName]).Count(line => line.Contains("supervisord started with pid", StringComparison.Ordinal));

    private async Task InLifeAsync(Func<Task> work)
    {
        await _life.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _life.Release();
        }
    }

    private async Task<RpcReply> AskAsync(string method, params object?[] arguments)
    {
        var reply = await _supervisor.Rpc.CallAsync("supervisor." + method, arguments);
        Count("requests");
        Expect(reply.Http.Status == 200 && (reply.Fault is null || Refusals.Contains(reply.Fault.Code)), $"{method}({string.Join(", ", arguments)}): {reply}");
        return reply;
    }

    private static string AnyName()
    {
        var program = Programs[Random.Shared.Next(Programs.Length)];
        return $"{program.Name}:{program.Name}_{Random.Shared.Next(program.Processes)}";
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
