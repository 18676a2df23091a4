using System.Text.Json;
using System.Text.Json.Nodes;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>A client on a terminal of its own, with keys typed as soon as what they answer has been shown.</summary>
internal sealed record TerminalSession(string Shown, int ExitCode)
{
    public static async Task<TerminalSession> TypeAsync(Peer client, IEnumerable<string> arguments, params (string Seen, string Typed)[] script)
    {
        var driver = Path.Combine(Repository.Root, "Supervisor.Tests/EndToEnd/CtlParity/terminal_session.py");
        var steps = new JsonArray([.. script.Select(s => (JsonNode)new JsonArray(s.Seen, s.Typed))]);
        var environment = new Dictionary<string, string>(client.Environment) { ["TERM"] = "xterm" };
        var completed = await ChildProcess.RunAsync(
            StockSupervisor.Python, [driver, client.FileName, .. client.Arguments, .. arguments], environment, input: steps.ToJsonString());
        var answer = JsonDocument.Parse(completed.Output).RootElement;
        var code = answer.GetProperty("code");
        var shown = answer.GetProperty("shown").GetString()!;
        return code.ValueKind == JsonValueKind.Number
            ? new TerminalSession(shown, code.GetInt32())
            : throw new InvalidOperationException($"{client.Name}: {code.GetString()}; shown so far:\n{Screen.Render(shown)}");
    }

    /// <summary>Our client, as the daemon's binary started by a first word.</summary>
    public static async Task<Peer> OursAsync() => (await Peer.OursAsync()) with { Arguments = ["ctl"] };
}
