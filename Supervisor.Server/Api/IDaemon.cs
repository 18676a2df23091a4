using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Api;

/// <summary>What the interface may ask of the daemon it is part of. Loop thread only.</summary>
internal interface IDaemon
{
    SupervisorState State { get; }

    /// <summary>The configuration as last read: <c>reread</c> replaces it, what runs may be older.</summary>
    ServerConfiguration Configuration { get; }

    /// <summary>Absolute path of the main log that is being written; null where it goes to syslog.</summary>
    string? MainLogFile { get; }

    /// <summary>Reads the configuration anew. Fails with ConfigurationException, and then nothing has changed.</summary>
    Task RereadAsync();

    /// <summary>What a reread would find, and no more: nothing is replaced. Fails with ConfigurationException.</summary>
    Task<ServerConfiguration> ReadConfigurationAsync();

    /// <summary>Exchanges the program while its children run.</summary>
    IUpgrades Upgrades { get; }

    /// <summary>Begins an orderly shutdown.</summary>
    void RequestShutdown();

    /// <summary>Begins an orderly restart. Fails with ConfigurationException where the new configuration could not be run.</summary>
    Task RequestRestartAsync();

    /// <summary>Removes the main log's file and begins a new one. Fails with PosixException or IOException.</summary>
    Task ClearMainLogAsync();
}
