using System.Text.Json;

namespace Supervisor.Tests.Reference;

/// <summary>One thing that happened to stock's process object, and what could be seen of it then.</summary>
internal sealed record RecordedStep(string What, TimeSpan After, string Then)
{
    public static RecordedStep Of(JsonElement step) =>
        new(step.GetProperty("what").GetString()!, Seconds(step.GetProperty("seconds")), Describe(step.GetProperty("then")));

    /// <summary>The way into a situation: pairs of what and seconds, of which only the end is compared.</summary>
    public static IEnumerable<RecordedStep> WayOf(JsonElement way) =>
        way.EnumerateArray().Select(pair => new RecordedStep(pair[0].GetString()!, Seconds(pair[1]), ""));

    private static TimeSpan Seconds(JsonElement number) => TimeSpan.FromSeconds(number.GetDouble());

    private static string Describe(JsonElement then)
    {
        var events = then.GetProperty("events").EnumerateArray().Select(e => e.GetString());
        var signals = then.GetProperty("signals").EnumerateArray().Select(s => s.GetInt32());
        var deadline = then.GetProperty("deadline");
        return ReplayedProcess.Describe(
            then.GetProperty("state").GetString()!,
            events!,
            signals,
            then.GetProperty("tries").GetInt32(),
            then.GetProperty("pid").GetInt32(),
            then.GetProperty("exit") is { ValueKind: JsonValueKind.Number } exit ? exit.GetInt32() : null,
            then.GetProperty("error").GetString(),
            deadline.ValueKind == JsonValueKind.Number ? deadline.GetDouble() : null);
    }
}
