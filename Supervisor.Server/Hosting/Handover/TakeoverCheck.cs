using System.Text.Json;
using System.Text.Json.Serialization;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>What a program that could take over answers.</summary>
internal sealed record TakeoverAnswer(string Program, string Version);

/// <summary>
/// The program <c>supervisord take-over-check</c>: reads a state from its descriptor 3 as if to go on with it, and tells on stdout who it is. What it
/// cannot read it tells on stderr.
/// </summary>
internal static class TakeoverCheck
{
    public const string Word = "take-over-check";

    /// <summary>What an answer says that comes from one of ours.</summary>
    public const string Program = "supervisord";

    private const int StateDescriptor = 3;
    private const int Refused = 2;

    public static int Run()
    {
        try
        {
            HandoverFile.Read(StateDescriptor);
            new DescriptorStream(1).Write(JsonSerializer.SerializeToUtf8Bytes(new TakeoverAnswer(Program, ProductVersion.Text), TakeoverJson.Default.TakeoverAnswer));
            return 0;
        }
        catch (Exception refused)
        {
            // Whatever it is, the daemon that asks goes on, and this is what it tells.
            new DescriptorStream(2, mayHaveNoReader: true).Write(OsText.Encode($"{refused.Message}\n"));
            return Refused;
        }
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TakeoverAnswer))]
internal sealed partial class TakeoverJson : JsonSerializerContext;
