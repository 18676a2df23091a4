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
        if (open.Where(use => Rank(use) < Busy).MinBy(use => (Rank(use), use.LastUsed)) is { } idle)
            return idle;
        var crowd = open.GroupBy(use => use.Address).MaxBy(group => group.Count());
        var gives = crowd is not null && crowd.Count() > open.Count / 2 && !Equals(crowd.Key, newcomer);
        return gives ? crowd!.MinBy(use => use.LastUsed) : null;
    }

    private const int Busy = 3;

    private static int Rank(ConnectionUse use) => use switch
    {
        { IsAdmitted: false, IsBusy: false } => 0,
        { IsAdmitted: false } => 1,
        { IsBusy: false } => 2,
        _ => Busy,
    };
}
