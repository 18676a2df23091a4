using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>
/// One host after another, until one ends without a next. Owns what must not have a gap between two of them: the signals, and the word
/// to the service services.Manager. Loop thread only.
/// </summary>
internal sealed class DaemonLives(HostServices services, ConfigurationReader reader) : IAsyncDisposable
{
    private static readonly TimeSpan RestartRetryInterval = TimeSpan.FromSeconds(1);

    private SupervisorHost? _host;
    private bool _exitRequested;

    /// <summary>Completes when the daemon has ended. Fails where its first start does.</summary>
    /// <param name="first">What it starts with.</param>
    /// <param name="messages">What is to be said of the start.</param>
    /// <param name="takenOver">What an earlier image of the program left, in the place of a start; null for a program that begins.</param>
    public async Task RunAsync(ServerConfiguration first, IReadOnlyList<ConfigurationMessage> messages, HandoverState? takenOver = null)
    {
        // Signals of the gap wait in the kernel until there is somebody to obey them.
        var resumed = takenOver is null ? null : await ResumeAsync(takenOver);
        // Before there is a child: a death that nobody is told of would stay a zombie.
        using var signals = new SignalSource(services.Loop, Handle);
        var proven = first;
        for (ServerConfiguration? next = first; next is not null && !_exitRequested;)
        {
            var host = resumed ?? await StartAsync(next, proven, messages);
            resumed = null;
            if (host is null)
                return;
            proven = host.Configuration;
            if (services.FirstLife && Daemon.IsRespawned)
                Daemon.AnnounceReady(services.StandardStreamCopies);
            services.FirstLife = false;
            next = await LiveAsync(host);
            if (next is not null)
                (next, messages) = TakePrivileges(next, proven);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { } left)
            await left.DisposeAsync();
        _host = null;
    }

    /// <summary>Deaths of the gap are asked for.</summary>
    private async Task<SupervisorHost> ResumeAsync(HandoverState state)
    {
        _host = await SupervisorHost.ResumeAsync(services, reader, state.Daemon);
        _host.Reap();
        _host.TellTakenOver(state);
        return _host;
    }

    /// <summary>From the start to the end of one host. Returns what the next one runs on; null when there is none.</summary>
    private async Task<ServerConfiguration?> LiveAsync(SupervisorHost host)
    {
        services.Manager.Ready();
        await host.StopRequested;
        var isRestart = host.State == SupervisorState.Restarting;
        if (isRestart)
            services.Manager.Reloading();
        else
            services.Manager.Stopping();
        await host.StopAsync();
        _host = null;
        // A signal to exit may have come after the one to restart.
        if (host.State == SupervisorState.Restarting)
            return host.Next;
        if (isRestart)
            services.Manager.Stopping();
        return null;
    }

    /// <summary>Everything is stopped already: a user that cannot be switched to must not be the end of the daemon.</summary>
    private static (ServerConfiguration Next, IReadOnlyList<ConfigurationMessage> Messages) TakePrivileges(
        ServerConfiguration wanted, ServerConfiguration proven)
    {
        try
        {
            return (wanted, Privileges.Repeat(wanted.Supervisord));
        }
        catch (Exception refused)
        {
            return (proven, [new(LogLevel.Critical, HostLog.RestartFailed(refused.Message))]);
        }
    }

    /// <summary>
    /// A first start that fails ends the program. A restart must not: it is tried with the configuration that ran before, and both
    /// again and again, since what stands in the way (an address in use, a full disk) may pass. Null when it is to exit meanwhile.
    /// </summary>
    private async Task<SupervisorHost?> StartAsync(
        ServerConfiguration wanted, ServerConfiguration proven, IReadOnlyList<ConfigurationMessage> messages)
    {
        ConfigurationMessage[] trouble = [];
        for (var attempt = 0; !_exitRequested; attempt++)
        {
            try
            {
                _host = await SupervisorHost.OpenAsync(services, reader, attempt % 2 == 0 ? wanted : proven);
                // Asked to exit while there was no host yet to be told.
                if (_exitRequested)
                    break;
                await _host.StartAsync([.. messages, .. trouble]);
                // Deaths from before there was a host to tell of them.
                _host.Reap();
                return _host;
            }
            catch (Exception failure)
            {
                // Asked to exit while it was coming up: that counts for the daemon, not for this host.
                _exitRequested |= _host?.State == SupervisorState.Shutdown;
                await DisposeAsync();
                if (services.FirstLife)
                    throw;
                if (!IsExpected(failure))
                    services.Failures.Report(failure);
                // The log of the life that comes up in the end is where somebody will read it.
                var text = HostLog.RestartFailed(failure.Message);
                trouble = [new(LogLevel.Critical, text)];
                services.Error.WriteLine($"Error: {text}");
                await services.Loop.Delay(RestartRetryInterval);
            }
        }
        await DisposeAsync();
        return null;
    }

    /// <summary>What is no mistake of ours is told in a sentence. Anything else is told with its trace, and is no reason to end either.</summary>
    private static bool IsExpected(Exception failure) =>
        failure is ConfigurationException or PosixException or IOException or UnauthorizedAccessException;

    private void Handle(int signal)
    {
        if (_host is { } host)
            host.HandleSignal(signal);
        else if (signal is Signals.SIGTERM or Signals.SIGINT or Signals.SIGQUIT)
            _exitRequested = true;
    }
}
