namespace Supervisor.Server.Interop;

/// <summary>A user to run as: the ids and all groups.</summary>
internal readonly record struct Identity(int Uid, int Gid, int[] Groups)
{
    /// <summary>
    /// As the user database has it now; null for a user who is not there any more. Nobody runs as one: without an entry it would keep root's group.
    /// </summary>
    public static Identity? Of(int uid) => new UserDatabase().FindById(uid) is { } user
        ? new(uid, user.Gid, UserDatabase.SupplementaryGroups(user.Name, user.Gid))
        : null;

    /// <summary>Stock's words for it.</summary>
    public static string Unknown(int uid) => $"Can't find uid {uid}";
}
