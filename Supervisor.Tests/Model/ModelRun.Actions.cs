using System.Net.Sockets;
using System.Runtime.InteropServices;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>What is done to the daemon, and what must be so right after it where nobody else is doing anything.</summary>
internal sealed partial class ModelRun
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private const string StartedLine = "supervisord started with pid";

    /// <summary>Refusals that a request about a process may come to: bad name, failed, not executable's kin, states.</summary>
    private static readonly int[] Refusals = [30, 40, 50, 60, 70];

    private async Task ActAsync()
    {
        var name = AnyProcess();
        switch (_random.Next(20))
        {
            case 0 or 1 or 2:
                await StartAsync(name, _random.Next(3) > 0);
                break;
            case 3 or 4:
                await StopAsync(name);
                break;
            case 5:
                await GroupAsync(_random.Next(3) == 0 ? "stopProcessGroup" : "startProcessGroup", _running.Of(name).Name, _random.Next(2) == 0);
                break;
            case 6 or 7 or 8:
                await KillAsync(name);
                break;
            case 9:
                await SignalChildAsync(name, SigTerm);
                break;
            case 10:
                await FreezeAndStopAsync(name);
                break;
            case 11 or 12:
                await UpdateAsync(_running.Changed(_random));
                break;
            case 13 when _random.Next(3) == 0:
                await ReloadAsync();
                break;
            case 14:
                _done.Add("USR2: logs are opened again");
                await _supervisor.SignalAsync("USR2");
                break;
            case 15:
                _done.Add("CHLD of nobody");
                await _supervisor.SignalAsync("CHLD");
                break;
            case 16:
                await LeaveAsync(name);
                break;
            default:
                await StormAsync();
                break;
        }
    }

    private string AnyProcess() => _running.FullNames.ElementAt(_random.Next(_running.FullNames.Count()));

    private async Task StartAsync(string name, bool wait)
    {
        _done.Add($"startProcess {name} wait={wait}");
        var reply = await AskAsync("startProcess", name, wait);
        MustBeKnown(reply);
        var program = _running.Of(name);
        if (reply.Fault is null && wait && program.LivesForEver)
        {
            var info = await InfoAsync(name);
            Must(info.State is "RUNNING" && Resources.IsAlive(info.Pid), $"{info} after its start");
        }
    }

    private async Task StopAsync(string name)
    {
        _done.Add($"stopProcess {name}");
        var before = await InfoAsync(name);
        var reply = await AskAsync("stopProcess", name, true);
        MustBeKnown(reply);
        if (reply.Fault is not null)
            return;
        var after = await InfoAsync(name);
        Must(after.State is "STOPPED" && after.Pid == 0, $"{after} after its stop");
        Must(before.Pid == 0 || !Resources.IsAlive(before.Pid), $"{before.Pid} of {before} lives after the stop");
    }

    private async Task GroupAsync(string method, string group, bool wait)
    {
        _done.Add($"{method} {group} wait={wait}");
        MustBeKnown(await AskAsync(method, group, wait));
    }

    /// <summary>From outside, so that the daemon only hears of the death.</summary>
    private async Task KillAsync(string name)
    {
        var before = await InfoAsync(name);
        _done.Add($"kill -9 {before}");
        if (!Signal(before.Pid, SigKill) || before.State is not "RUNNING")
            return;
        var program = _running.Of(name);
        var after = await Eventually.GetAsync(() => InfoAsync(name), now => now.Pid != before.Pid && (now.IsResting ? MayRest() : now.Pid != 0), $"{before} is killed");
        Must(program.AutoRestart is not "false" || after.State is "EXITED", $"{after} after the kill of {before.Pid}");

        // With a restart there is another child, unless that one has ended by itself since, or this one had, by a SIGTERM just before.
        bool MayRest() => program.AutoRestart is "false"
            || !program.LivesForEver
            || (program.AutoRestart is "unexpected" && ChildBooks.EndsOf(_directory.Path, name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]).Contains(before.Pid));
    }

    private async Task SignalChildAsync(string name, int signal)
    {
        var before = await InfoAsync(name);
        _done.Add($"kill -{signal} {before}");
        Signal(before.Pid, signal);
    }

    /// <summary>A child that cannot even ignore: SIGKILL must come after stopwaitsecs.</summary>
    private async Task FreezeAndStopAsync(string name)
    {
        var before = await InfoAsync(name);
        _done.Add($"SIGSTOP, stopProcess {before}");
        Signal(before.Pid, SigStop);
        await StopAsync(name);
        Signal(before.Pid, SigContinue);
    }

    /// <summary>As the client's <c>update</c> does it.</summary>
    private async Task UpdateAsync(ModelConfiguration next)
    {
        var (added, changed, removed) = next.Against(_running);
        _done.Add($"reread, update: added {string.Join(' ', added)}, changed {string.Join(' ', changed)}, removed {string.Join(' ', removed)}");
        _supervisor.Reconfigure(Text(next));
        var said = ((object?[])(await AskAsync("reloadConfig")).Array[0]!).Select(names => ((object?[])names!).Cast<string>().Order(StringComparer.Ordinal).ToArray()).ToArray();
        Must(said[0].SequenceEqual(added) && said[1].SequenceEqual(changed) && said[2].SequenceEqual(removed), $"reloadConfig said {RpcText.Render(said)}");
        foreach (var group in removed.Concat(changed))
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    MustBeKnown(await AskAsync("stopProcessGroup", group, true));
                    // One that had exited may have been restarted between the two requests: stock's client is told so as well.
                    return (await AskAsync("removeProcessGroup", group)).Fault is null;
                },
                $"{group} is removed");
        }
        foreach (var group in added.Concat(changed))
        {
            var reply = await AskAsync("addProcessGroup", group);
            Must(reply.Fault is null, $"addProcessGroup {group}: {reply}");
        }
        _written = _running = next;
    }

    /// <summary>A new life with what stands in the file, which may have changed meanwhile.</summary>
    private async Task ReloadAsync()
    {
        if (_random.Next(2) == 0)
            _supervisor.Reconfigure(Text(_written = _running.Changed(_random)));
        var lives = Lives();
        if (_random.Next(2) == 0)
        {
            _done.Add("HUP");
            await _supervisor.SignalAsync("HUP");
        }
        else
        {
            _done.Add("restart");
            await AskAsync("restart");
        }
        await Eventually.HoldsAsync(() => Lives() > lives || _supervisor.Process.HasExited, "the daemon starts again");
        await _supervisor.AnswersAsync();
        _running = _written;

        int Lives() => File.ReadLines(_directory[TestConfiguration.LogName]).Count(line => line.Contains(StartedLine, StringComparison.Ordinal));
    }

    /// <summary>Readers that go without a word, in the middle of an answer without an end.</summary>
    private async Task LeaveAsync(string name)
    {
        _done.Add($"leave /logtail of {name} and /events");
        foreach (var path in new[] { $"/logtail/{name}", "/events", "/mainlogtail" })
        {
            await using var probe = await HttpProbe.ConnectAsync(new UnixDomainSocketEndPoint(_supervisor.SocketPath));
            await probe.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await probe.HeadAsync();
        }
    }

    /// <summary>Many at once: only what holds whatever the order is judged, here and by the look that follows.</summary>
    private async Task StormAsync()
    {
        var requests = Enumerable.Range(0, _random.Next(2, 12)).Select(_ => AnyRequest()).ToList();
        _done.Add($"at once: {string.Join("; ", requests.Select(r => $"{r.Method} {string.Join(' ', r.Arguments)}"))}");
        var killed = Enumerable.Range(0, _random.Next(3)).Select(_ => AnyProcess()).ToList();
        var replies = Task.WhenAll(requests.Select(r => AskAsync(r.Method, r.Arguments)));
        foreach (var name in killed)
            await SignalChildAsync(name, SigKill);
        foreach (var reply in await replies)
            MustBeKnown(reply);
    }

    private (string Method, object?[] Arguments) AnyRequest()
    {
        var name = AnyProcess();
        var wait = _random.Next(2) == 0;
        return _random.Next(8) switch
        {
            0 or 1 => ("startProcess", [name, wait]),
            2 => ("stopProcess", [name, wait]),
            3 => ("startProcessGroup", [_running.Of(name).Name, wait]),
            4 => ("signalProcess", [name, "TERM"]),
            5 => ("tailProcessStdoutLog", [name, 0, 4096]),
            6 => ("getProcessInfo", [name]),
            _ => ("getAllProcessInfo", []),
        };
    }

    private static void MustBeKnown(RpcReply reply) => Must(reply.Fault is null || Refusals.Contains(reply.Fault.Code), $"{reply}");

    private bool Signal(int pid, int signal)
    {
        if (signal == SigKill)
            _killed.Add(pid);
        return pid > 0 && kill(pid, signal) == 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
