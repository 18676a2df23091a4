namespace Supervisor.Server.Interop;

/// <summary>A user to run as: the ids and all groups.</summary>
internal readonly record struct Identity(int Uid, int Gid, int[] Groups)
{
    /// <summary>
    /// As the user database has it now; null for a user who is not there any more. Nobody runs as one: without an entry it would keep root's group.
    /// </summary>
    /// <param name="uid">The user.</param>
    /// <param name="group">In the place of the user's own group; null for that one.</param>
    /// <param name="further">Groups besides those that the user is a member of.</param>
    public static Identity? Of(int uid, int? group = null, IEnumerable<int>? further = null)
    {
        if (new UserDatabase().FindById(uid) is not { } user)
            return null;
        var gid = group ?? user.Gid;
        return new(uid, gid, [.. UserDatabase.SupplementaryGroups(user.Name, gid).Union(further ?? [])]);
    }

    /// <summary>Stock's words for it.</summary>
    public static string Unknown(int uid) => $"Can't find uid {uid}";
}
