using Supervisor.Tests.Support;

namespace Supervisor.Tests.Browser;

/// <summary>Owns a daemon with a page at an address of its own.</summary>
internal sealed class Site : IAsyncDisposable
{
    private Site(RunningSupervisor supervisor, string url) => (Supervisor, Url) = (supervisor, url);

    public RunningSupervisor Supervisor { get; }

    /// <summary>Ends in a slash.</summary>
    public string Url { get; }

    /// <param name="programs">The programs' sections.</param>
    /// <param name="login">Further lines of the server's section.</param>
    public static async Task<Site> StartAsync(string programs, string login = "")
    {
        var port = FreePort.Take();
        var supervisor = await RunningSupervisor.StartAsync($"[inet_http_server]\nport=127.0.0.1:{port}\n{login}\n{programs}");
        return new Site(supervisor, $"http://127.0.0.1:{port}/");
    }

    public ValueTask DisposeAsync() => Supervisor.DisposeAsync();
}
