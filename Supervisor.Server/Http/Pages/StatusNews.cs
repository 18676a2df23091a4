using System.Buffers;
using System.Text.Json;

namespace Supervisor.Server.Http.Pages;

/// <summary>One message of the live feed: the programs that changed, or all there are. Written once, however many read it.</summary>
/// <param name="rows">The programs.</param>
/// <param name="isWhole">True when these are all there are.</param>
/// <param name="isStopping">The daemon is going down.</param>
/// <param name="now">Epoch seconds, the clock the rows' times are of.</param>
internal sealed class StatusNews(IReadOnlyList<ProgramRow> rows, bool isWhole, bool isStopping, long now)
{
    private byte[]? _event;

    /// <summary>As a server-sent event.</summary>
    public ReadOnlyMemory<byte> Event => _event ??= Write();

    private byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(256 + 200 * rows.Count);
        buffer.Write("data: "u8);
        using (var json = new Utf8JsonWriter(buffer))
            Write(json);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("now", now);
        json.WriteBoolean("whole", isWhole);
        json.WriteBoolean("stopping", isStopping);
        json.WriteStartArray("programs");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("state", row.State);
            json.WriteString("tone", StatusPage.Word(row.Tone));
            json.WriteString("detail", row.Detail);
            json.WriteNumber("since", row.Since);
            json.WriteString("clock", row.Clock(now));
            json.WriteNumber("pid", row.Pid);
            json.WriteString("restarts", StatusPage.Restarts(row));
            json.WriteStartArray("actions");
            foreach (var action in row.Actions)
                json.WriteStringValue(action);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
