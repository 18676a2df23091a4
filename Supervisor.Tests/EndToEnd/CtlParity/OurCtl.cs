using System.Text;
using Supervisor.Server.Ctl;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>
/// Our client. Where a build of it is named by <c>SUPERVISORD</c> that program is run; else the same code runs in the tests' own process,
/// which saves a second for every ten commands.
/// </summary>
internal sealed class OurCtl : ICtlClient
{
    private static readonly bool IsProgram = File.Exists(Environment.GetEnvironmentVariable("SUPERVISORD"));

    public string Name => "our client";

    public async Task<CompletedChild> RunAsync(IReadOnlyList<string> arguments, string workingDirectory, string input)
    {
        if (IsProgram)
            return await (await Peer.OursAsync()).RunAsync(["ctl", .. arguments], workingDirectory, input);
        return await Task.Run(() => Run(arguments, workingDirectory, input)).WaitAsync(2 * Eventually.Patience);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CompletedChild Run(IReadOnlyList<string> arguments, string workingDirectory, string input)
    {
        using var typed = new TypedInput(input);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var code = new SupervisorctlProgram("supervisorctl", output, error, typed.Descriptor).Run(arguments, workingDirectory);
        return new CompletedChild(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
