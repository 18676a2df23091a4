namespace Supervisor.Server.Interop;

/// <summary>The daemon's own user, for all of its threads.</summary>
internal static unsafe class Credentials
{
    public static int CurrentUid => Libc.getuid();

    /// <summary>Becomes another user for good.</summary>
    public static void DropPrivileges(Identity identity)
    {
        fixed (int* groups = identity.Groups)
        {
            if (Libc.setgroups(identity.Groups.Length, groups) < 0)
                throw PosixException.Last("setgroups");
        }
        if (Libc.setgid(identity.Gid) < 0)
            throw PosixException.Last("setgid");
        if (Libc.setuid(identity.Uid) < 0)
            throw PosixException.Last("setuid");
    }

    /// <summary>Stock's words for groups that were refused, with what is missing.</summary>
    public static string GroupsRefused(int errno) => "Could not set groups of effective user" + Missing("CAP_SETGID", errno);

    /// <inheritdoc cref="GroupsRefused"/>
    public static string GroupRefused(int errno) => "Could not set group id of effective user" + Missing("CAP_SETGID", errno);

    /// <summary>Root in a container often has not all of root's powers; which is missing is what its owner has to know.</summary>
    public static string Missing(string capability, int errno) => errno == Errno.EPERM ? $" (the daemon has not the capability {capability})" : "";
}
