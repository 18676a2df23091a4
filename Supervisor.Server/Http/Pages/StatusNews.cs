using System.Text;

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
        var json = new Json().Open('{')
            .Name("now").Number(now)
            .Name("whole").Boolean(isWhole)
            .Name("stopping").Boolean(isStopping)
            .Name("programs").Open('[');
        foreach (var row in rows)
            Add(json, row);
        json.Close(']').Close('}');
        return Encoding.UTF8.GetBytes($"data: {json}\n\n");
    }

    private void Add(Json json, ProgramRow row)
    {
        json.Open('{')
            .Name("name").String(row.Name)
            .Name("state").String(row.State)
            .Name("tone").String(StatusPage.Word(row.Tone))
            .Name("detail").String(row.Detail)
            .Name("since").Number(row.Since)
            .Name("clock").String(row.Clock(now))
            .Name("pid").Number(row.Pid)
            .Name("restarts").String(StatusPage.Restarts(row))
            .Name("actions").Open('[');
        foreach (var action in row.Actions)
            json.String(action);
        json.Close(']').Close('}');
    }
}
