using System.Text.Json;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Support;

/// <summary>What the recorders wrote down of stock, as JSON beside the tests that go by it.</summary>
internal static class Recordings
{
    /// <param name="name">The file's path below the test project.</param>
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Supervisor.Tests", name)));
        return document.RootElement.Clone();
    }
}
