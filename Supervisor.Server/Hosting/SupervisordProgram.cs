using System.Collections;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>The program <c>supervisord</c>: from its arguments to its exit code. Owns the loop and one host after another.</summary>
internal sealed class SupervisordProgram(string name, TextWriter output, TextWriter error)
{
    private const int UsageError = 2;
    private static readonly TimeSpan RestartRetryInterval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, string> _environment = ReadEnvironment();

    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            var commandLine = CommandLine.Parse(arguments, Directory.GetCurrentDirectory());
            if (commandLine.Help)
            {
                output.Write(CommandLineHelp.Text(name));
                return 0;
            }
            if (commandLine.Version)
            {
                output.WriteLine(ProductVersion.Text);
                return 0;
            }
            return Run(commandLine);
        }
        catch (ConfigurationException refusal)
        {
            error.Write($"Error: {refusal.Message}\nFor help, use {name} -h\n");
            return UsageError;
        }
    }

    private int Run(CommandLineOptions commandLine)
    {
        var reader = new ConfigurationReader(commandLine, name, _environment, Directory.GetCurrentDirectory(), Environment.MachineName);
        var configuration = reader.Read();
        if (!configuration.Supervisord.NoDaemon && !Daemon.IsRespawned)
            return Daemon.Respawn();

        var messages = Privileges.Take(configuration.Supervisord);
        var time = TimeProvider.System;
        using var loop = new EventLoop(time);
        using var spawner = new ProcessSpawner();
        var services = new HostServices { Loop = loop, Spawner = spawner, Time = time, Environment = _environment };
        var lives = loop.InvokeAsync(() => LiveAsync(services, reader, configuration, messages));
        _ = lives.ContinueWith(_ => loop.Stop(), TaskScheduler.Default);
        loop.Run();
        return lives.GetAwaiter().GetResult();
    }

    /// <summary>One host after another, until one ends without a next.</summary>
    private async Task<int> LiveAsync(
        HostServices services, ConfigurationReader reader, ServerConfiguration configuration, IReadOnlyList<ConfigurationMessage> messages)
    {
        var manager = new ServiceNotification(Environment.GetEnvironmentVariable(ServiceNotification.SocketVariable), services.Time);
        var proven = configuration;
        for (ServerConfiguration? next = configuration; next is not null;)
        {
            var host = await StartAsync(services, reader, next, proven, messages);
            proven = host.Configuration;
            if (services.FirstLife && Daemon.IsRespawned)
                Daemon.AnnounceReady();
            services.FirstLife = false;
            using (new SignalSource(services.Loop, host.HandleSignal))
            {
                manager.Ready();
                await host.StopRequested;
                if (host.State == SupervisorState.Restarting)
                    manager.Reloading();
                else
                    manager.Stopping();
                await host.StopAsync();
            }
            next = host.Next;
            if (next is not null)
                messages = Privileges.Repeat(next.Supervisord);
        }
        return 0;
    }

    /// <summary>
    /// A first start that fails ends the program. A restart must not: it is tried with the configuration that ran before, and both
    /// again and again, since what stands in the way (an address in use, a full disk) may pass.
    /// </summary>
    private async Task<SupervisorHost> StartAsync(
        HostServices services,
        ConfigurationReader reader,
        ServerConfiguration wanted,
        ServerConfiguration proven,
        IReadOnlyList<ConfigurationMessage> messages)
    {
        for (var attempt = 0; ; attempt++)
        {
            SupervisorHost? host = null;
            try
            {
                host = new SupervisorHost(services, reader, attempt % 2 == 0 ? wanted : proven);
                await host.StartAsync(messages);
                return host;
            }
            catch (Exception failure) when (!services.FirstLife && failure is (ConfigurationException or PosixException or IOException))
            {
                error.WriteLine($"Error: the restart failed and is tried again: {failure.Message}");
                if (host is not null)
                    await host.DisposeAsync();
                await services.Loop.Delay(RestartRetryInterval);
            }
            catch when (host is not null)
            {
                // What was taken is given back: the name of a socket must not outlive a start that failed.
                await host.DisposeAsync();
                throw;
            }
        }
    }

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if ((string)variable.Key is not (Daemon.PipeVariable or ServiceNotification.SocketVariable))
                variables[(string)variable.Key] = (string)variable.Value!;
        }
        return variables;
    }
}
