using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>One event as a listener got it.</summary>
internal sealed partial record EventRecord(string Listener, string Header, string Payload)
{
    public string Name => Field("eventname");

    public long Serial => long.Parse(Field("serial"), CultureInfo.InvariantCulture);

    public long PoolSerial => long.Parse(Field("poolserial"), CultureInfo.InvariantCulture);

    /// <summary>Whose order is kept from one run to the next: the process it is about, or all events that are about none.</summary>
    public string Subject => Process().Match(Payload) is { Success: true } process ? process.Value : "the daemon";

    /// <summary>True where <c>len</c> is the payload's length in characters, not in bytes.</summary>
    public bool CountsCharacters => int.Parse(Field("len"), CultureInfo.InvariantCulture) == Payload.EnumerateRunes().Count();

    /// <summary>Without what differs from run to run: pids, times, and the numbers of events.</summary>
    public string Normalised
    {
        get
        {
            var header = Numbers().Replace(Header, "$1:<n>");
            var payload = Varying().Replace(Payload, "$1:<$1>");
            return $"{(payload == Payload ? header : Length().Replace(header, "len:<n>"))}\n{payload}";
        }
    }

    public static EventRecord Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        return new EventRecord(Text("listener"), Text("header"), Text("payload"));
    }

    private string Field(string name) => Header.Split(' ').Single(word => word.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];

    [GeneratedRegex("^processname:[^ ]+ groupname:[^ \n]+")]
    private static partial Regex Process();

    [GeneratedRegex(@"\b(serial|poolserial):[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b(pid|when):[1-9][0-9]*")]
    private static partial Regex Varying();

    [GeneratedRegex("len:[0-9]+")]
    private static partial Regex Length();
}
