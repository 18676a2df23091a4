using System.Text;

namespace Supervisor.Tests.Server.Http;

/// <summary>A response as it was on the wire.</summary>
internal sealed record RawResponse(string StatusLine, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1]);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Null when the header is absent; fails when there are two of it.</summary>
    public string? this[string name] =>
        Headers.SingleOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
