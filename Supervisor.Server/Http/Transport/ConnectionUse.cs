using System.Net;

namespace Supervisor.Server.Http.Transport;

/// <summary>What a connection is used for: what tells which one makes room when there is none. A feature of each connection. Loop thread only.</summary>
/// <param name="address">The client's; null for a unix socket.</param>
/// <param name="now">Tells the loop's time.</param>
internal sealed class ConnectionUse(IPAddress? address, Func<TimeSpan> now)
{
    public IPAddress? Address => address;

    /// <summary>A request of it has passed the authentication, where there is one.</summary>
    public bool IsAdmitted { get; private set; }

    /// <summary>A request is being read or answered.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>When it came, or a request of it began or ended.</summary>
    public TimeSpan LastUsed { get; private set; } = now();

    public void RequestBegan() => (IsBusy, LastUsed) = (true, now());

    public void RequestEnded() => (IsBusy, LastUsed) = (false, now());

    public void Admit() => IsAdmitted = true;
}
