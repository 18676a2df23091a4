using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns the claim on the AUTO logs of this life of the daemon: makes them, and removes those that earlier lives left behind.
/// A second daemon with the same configuration finds the claim and removes nothing (stock's deletes the logs of the one that
/// runs, even when it then fails to start). Worker's thread only.
/// </summary>
internal sealed class AutoLogs(IFileCalls files) : IDisposable
{
    private readonly Dictionary<(string Directory, string Identifier), ChildLogLock> _claims = [];

    /// <summary>
    /// Creates the log of one channel and returns its path. The directory and the identifier may be others than before, after a
    /// reread. Fails with PosixException.
    /// </summary>
    public string Create(AutoLogName name)
    {
        Claim(name.Directory, name.Identifier)?.Share();
        return AutoLogFile.Create(files, name.Directory, name.ProcessName, name.Channel, name.Identifier);
    }

    /// <summary>Removes what an earlier life left behind, unless another daemon with this identifier lives.</summary>
    public void CleanUp(string directory, string identifier, IReadOnlyList<string> inUse, IMainLog? log)
    {
        if (List(directory, identifier) is not { } listed)
        {
            log?.CannotReadChildLogDirectory();
            return;
        }
        // Nothing to remove: no lock is made either, in a directory that may be anybody's.
        if (listed.Logs.Count == 0)
            return;
        if (Claim(directory, identifier) is not { } claim)
        {
            log?.CannotReadChildLogDirectory();
            return;
        }
        // Once more: a daemon that ended just now may have made some after the first look.
        if (claim.TakeAlone() && List(directory, identifier) is { } present)
        {
            using var others = new OtherLogLocks(files, present.Locks, claim);
            foreach (var path in present.Logs.Where(path => !others.Protect(path) && !inUse.Any(used => path.StartsWith(used, StringComparison.Ordinal))))
                Remove(path, log);
        }
        claim.Share();
    }

    public IReadOnlyList<AutoLogClaimRecord> ToRecords() =>
        [.. _claims.Select(claim => new AutoLogClaimRecord(claim.Key.Directory, claim.Key.Identifier, claim.Value.Descriptor))];

    /// <summary>Goes on with a claim that an earlier life of these made.</summary>
    public void Resume(AutoLogClaimRecord record)
    {
        if (record.Descriptor >= 0)
            _claims.Add((record.Directory, record.Identifier), ChildLogLock.Resume(files, record.Descriptor));
        else
            Claim(record.Directory, record.Identifier)?.Share();
    }

    public void Dispose()
    {
        foreach (var claim in _claims.Values)
            claim.Dispose();
        _claims.Clear();
    }

    private void Remove(string path, IMainLog? log)
    {
        if (files.Unlink(path) is < 0 and not -Errno.ENOENT)
            log?.CannotRemoveChildLog(path);
    }

    private (List<string> Logs, List<string> Locks)? List(string directory, string identifier)
    {
        if (files.List(directory, out var names) < 0)
            return null;
        return (Paths(name => AutoLogFile.IsNameOf(identifier, name)), Paths(name => ChildLogLock.IsNameOf(identifier, name)));

        List<string> Paths(Func<string, bool> isWanted) => [.. names.Where(isWanted).Select(name => Path.Combine(directory, name))];
    }

    private ChildLogLock? Claim(string directory, string identifier)
    {
        if (_claims.TryGetValue((directory, identifier), out var claim))
            return claim;
        claim = ChildLogLock.Open(files, directory, identifier);
        if (claim is not null)
            _claims.Add((directory, identifier), claim);
        return claim;
    }
}
