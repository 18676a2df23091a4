namespace Supervisor.Server.Interop;

/// <summary>A user to run as: the ids and all groups.</summary>
internal readonly record struct Identity(int Uid, int Gid, int[] Groups)
{
    /// <summary>As the user database has it; a user without an entry keeps the daemon's group and has no others.</summary>
    public static Identity Of(int uid) => new UserDatabase().FindById(uid) is { } user
        ? new(uid, user.Gid, UserDatabase.SupplementaryGroups(user.Name, user.Gid))
        : new(uid, Libc.getgid(), []);
}
