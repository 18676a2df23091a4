namespace Supervisor.Server.Processes;

/// <summary>Time zones by their names, read from the disk by a thread of the pool. Loop thread only.</summary>
internal sealed class TimeZones(ProcessContext context)
{
    private readonly Dictionary<string, TimeZoneInfo> _known = [];

    /// <summary>The daemon's own for null. Null for one that was not read yet.</summary>
    public TimeZoneInfo? Find(string? name) => name is null ? context.Time.LocalTimeZone : _known.GetValueOrDefault(name);

    /// <summary>Tells when it is known; a zone that cannot be read is never.</summary>
    /// <param name="process">Whose zone it is.</param>
    /// <param name="name">Of the zone.</param>
    /// <param name="known">Told, unless it cannot be read.</param>
    public async void Read(string process, string name, Action known)
    {
        try
        {
            _known[name] = await Task.Run(() => TimeZoneInfo.FindSystemTimeZoneById(name));
            known();
        }
        catch (Exception failure)
        {
            context.Log.NoTimeZone(process, name, failure.Message);
        }
    }
}
