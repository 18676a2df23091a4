namespace Supervisor.Server.Processes;

/// <summary>
/// The right to ask the user database, which one thread has at a time: a directory service that does not answer would otherwise keep every
/// thread that starts children. Whoever does not get it is called when it is free again. Any thread.
/// </summary>
internal sealed class UserLookups
{
    private readonly object _gate = new();
    private readonly List<Action> _waiting = [];
    private bool _isTaken;

    /// <summary>False where somebody asks just now; then <paramref name="again"/> is called later, once.</summary>
    public bool TryEnter(Action again)
    {
        lock (_gate)
        {
            if (_isTaken)
            {
                _waiting.Add(again);
                return false;
            }
            _isTaken = true;
            return true;
        }
    }

    /// <summary>The answer is there.</summary>
    public void Leave()
    {
        Action[] waiting;
        lock (_gate)
        {
            _isTaken = false;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var again in waiting)
            again();
    }
}
