using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>A supervisorctl, stock's or ours: one run after another.</summary>
internal interface ICtlClient : IAsyncDisposable
{
    string Name { get; }

    Task<CompletedChild> RunAsync(IReadOnlyList<string> arguments, string workingDirectory, string input);
}
