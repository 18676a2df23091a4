using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>Stock's client, for one run of the script.</summary>
internal sealed class StockCtl(StockClient client) : ICtlClient
{
    public string Name => "stock's client";

    public Task<CompletedChild> RunAsync(IReadOnlyList<string> arguments, string workingDirectory, string input) =>
        client.RunAsync(arguments, workingDirectory, input);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
