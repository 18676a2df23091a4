namespace Supervisor.Server.Ctl.Commands;

/// <summary>What a reread found: groups by what happened to them in the file.</summary>
internal sealed record GroupChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed)
{
    public static GroupChanges Reread(Session session) => session.Client.Call("reloadConfig").Items() is [var lists, ..]
        && lists.Items() is [var added, var changed, var removed]
        ? new(added.Texts(), changed.Texts(), removed.Texts())
        : throw new ClientException("ValueError", "not enough values to unpack (expected 3)");
}
