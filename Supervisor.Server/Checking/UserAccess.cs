using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Checking;

/// <summary>
/// Asks the file system with a user's eyes: the calling thread becomes that user for the length of a question, so that groups, access control
/// lists and every folder on the way count. Only root can; another user asks with its own eyes, and only for itself.
/// </summary>
internal sealed class UserAccess
{
    private readonly Dictionary<(int, RunGroups?), Identity?> _identities = [];

    private static int Own => Credentials.CurrentUid;

    /// <summary>Whether <paramref name="uid"/>'s eyes can be had.</summary>
    public static bool CanBe(int uid) => uid == Own || Own == 0;

    /// <summary>The answer as that user; <paramref name="unknown"/> where the user cannot be become.</summary>
    public T As<T>(int uid, Func<T> question, T unknown, RunGroups? groups = null)
    {
        if (uid == Own && groups is null)
            return question();
        if (!CanBe(uid) || IdentityOf(uid, groups) is not { } identity || !ThreadCredentials.TryTake(identity))
            return unknown;
        try
        {
            return question();
        }
        finally
        {
            ThreadCredentials.Restore();
        }
    }

    private Identity? IdentityOf(int uid, RunGroups? groups)
    {
        if (!_identities.TryGetValue((uid, groups), out var identity))
            _identities[(uid, groups)] = identity = Identity.Of(uid, groups?.Primary, groups?.Further);
        return identity;
    }
}
