using Supervisor.Server.Configuration;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Reads the configuration again, off the loop and not for ever: its files may be on a disk, and its users in a directory service, that do not
/// answer. One reading after another, so that no more than one thread is ever stuck in it. Loop thread only.
/// </summary>
internal sealed class ConfigurationReading(EventLoop loop, Func<ServerConfiguration> read)
{
    /// <summary>A reading that takes longer is given up by whoever waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Task<ServerConfiguration>? _last;

    /// <summary>Fails with <see cref="ConfigurationException"/>, also where it takes too long.</summary>
    public async Task<ServerConfiguration> ReadAsync()
    {
        var until = loop.Now + Patience;
        while (_last is { IsCompleted: false } earlier)
        {
            if (!await loop.CompletesWithinAsync(earlier, until - loop.Now))
                throw new ConfigurationException("The configuration can not be read: an earlier attempt still waits for a disk or the system's user database");
        }
        var reading = _last = Task.Run(read);
        if (!await loop.CompletesWithinAsync(reading, until - loop.Now))
        {
            throw new ConfigurationException(
                $"The configuration was not read within {Patience.TotalSeconds} seconds: a disk with its files, or the system's user database, does not answer");
        }
        return await reading;
    }
}
