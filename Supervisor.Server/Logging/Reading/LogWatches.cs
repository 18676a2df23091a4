namespace Supervisor.Server.Logging;

/// <summary>Who wants to hear of changes of which log. Writer's thread only.</summary>
internal sealed class LogWatches
{
    private readonly Dictionary<string, List<Action>> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public void Add(string path, Action changed)
    {
        if (!_byPath.TryGetValue(path, out var watches))
            _byPath.Add(path, watches = []);
        watches.Add(changed);
    }

    public void Remove(string path, Action changed)
    {
        if (_byPath.TryGetValue(path, out var watches) && watches.Remove(changed) && watches.Count == 0)
            _byPath.Remove(path);
    }

    public void Changed(string path)
    {
        if (_byPath.Count > 0)
            _changed.Add(path);
    }

    /// <summary>Tells everyone once, however much changed since the last time.</summary>
    public void Notify()
    {
        if (_changed.Count == 0)
            return;
        foreach (var path in _changed)
        {
            if (!_byPath.TryGetValue(path, out var watches))
                continue;
            foreach (var watch in watches)
                watch();
        }
        _changed.Clear();
    }
}
