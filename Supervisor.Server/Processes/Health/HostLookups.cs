using System.Net;

namespace Supervisor.Server.Processes;

/// <summary>Asks the name service for the hosts of checks, by one thread at a time: one that does not answer would otherwise keep every thread of the pool. Any thread.</summary>
internal sealed class HostLookups : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Fails with SocketException where there is no such host, and is given up by <paramref name="cancelled"/>.</summary>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancelled)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        await _turn.WaitAsync(cancelled).ConfigureAwait(false);
        Task<IPAddress[]> lookup;
        try
        {
            lookup = Dns.GetHostAddressesAsync(host, CancellationToken.None);
        }
        catch
        {
            _turn.Release();
            throw;
        }
        // The turn is over when the service has answered, whoever waits for it still.
        _ = lookup.ContinueWith(_ => _turn.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await lookup.WaitAsync(cancelled).ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();
}
