using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>Plays the script to one daemon and writes down its answers by step.</summary>
internal static class ScriptRun
{
    public static async Task<IReadOnlyDictionary<string, Answer>> PlayAsync(Peer peer)
    {
        using var directory = new TestDirectory();
        ScriptConfiguration.Prepare(directory);
        await using var supervisor = await RunningSupervisor.StartAsync(ScriptConfiguration.Sections, peer, directory);
        var answers = new Dictionary<string, Answer>();
        foreach (var step in Script.Steps)
        {
            if (await RunAsync(step, supervisor) is { } reply)
                answers.Add(step.Name, new Answer(Normaliser.Text(reply, step, supervisor), Body(reply, step, supervisor)));
        }
        return answers;
    }

    private static string Body(RpcReply reply, Step step, RunningSupervisor supervisor) =>
        reply.Http.Status != 200 || step is Call { InAnyOrder: true } or Call { InOwnWords: true } ? "" : Normaliser.Body(reply.Http, supervisor);

    private static async Task<RpcReply?> RunAsync(Step step, RunningSupervisor supervisor)
    {
        try
        {
            return await step.RunAsync(supervisor);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{supervisor.Peer.Name}, step '{step.Name}': {failure.Message}", failure);
        }
    }
}
