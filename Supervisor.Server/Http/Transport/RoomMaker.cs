using System.Net;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// Says which open connection makes room for a new one. Strangers go first: those who have asked nothing yet, then those whom no password has
/// admitted. Then who is idle, the longest unused first. Who is being answered stays, unless one address has taken more than half of the places:
/// then another address gets one of them.
/// </summary>
internal static class RoomMaker
{
    /// <summary>Null where the newcomer is the one to go.</summary>
    /// <param name="open">The uses of all open connections.</param>
    /// <param name="newcomer">The address of who comes; null for a unix socket.</param>
    public static ConnectionUse? Choose(IReadOnlyCollection<ConnectionUse> open, IPAddress? newcomer)
    {
        var crowd = open.GroupBy(use => use.Address).MaxBy(group => group.Count());
        ConnectionUse? chosen = null;
        foreach (var use in open)
        {
            if (Rank(use) < Busy && (chosen is null || Compare(use, chosen) < 0))
                chosen = use;
        }
        if (chosen is not null || crowd is null || Equals(crowd.Key, newcomer) || crowd.Count() <= open.Count / 2)
            return chosen;
        return crowd.MinBy(use => use.LastUsed);
    }

    private const int Busy = 3;

    private static int Rank(ConnectionUse use) => use switch
    {
        { IsAdmitted: false, IsBusy: false } => 0,
        { IsAdmitted: false } => 1,
        { IsBusy: false } => 2,
        _ => Busy,
    };

    private static int Compare(ConnectionUse one, ConnectionUse other) =>
        (Rank(one), one.LastUsed).CompareTo((Rank(other), other.LastUsed));
}
