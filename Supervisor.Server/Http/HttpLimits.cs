using Microsoft.AspNetCore.Server.Kestrel.Core;
using Supervisor.Rpc.Dispatch;

namespace Supervisor.Server.Http;

/// <summary>How long and how much a client may: generous to the idle and the slow reader, strict with those who dribble requests.</summary>
internal static class HttpLimits
{
    /// <summary>Bodies of requests, forms included; a real call has some hundred bytes.</summary>
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    /// <summary>
    /// What all large answers under way have together: the largest there is, as its bytes and as what it is made of. Room for them is waited for
    /// so long, and then the answer is refused.
    /// </summary>
    public const long MaxAnswersBytes = 2 * RpcMethodTable.MaxAnswerBytes;

    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    /// <summary>Pending connections of one listening socket, as stock.</summary>
    public const int Backlog = 1024;

    /// <summary>What a refused request may still send so that its sender gets to read the refusal.</summary>
    public const int MaxDrainedBytes = 1024 * 1024;

    /// <summary>Of one server, however many descriptors there are.</summary>
    private const int MaxConnections = 480;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>For answers under way when the servers close; followed logs never end by themselves.</summary>
    public static readonly TimeSpan ShutdownGrace = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What one server may have open. All of them together leave half of the descriptors alone: a crowd of clients, who need no password to
    /// connect, must not keep programs from being spawned, nor the administrator from the unix socket.
    /// </summary>
    public static long ConnectionsOfEach(int servers, ulong descriptors) =>
        Math.Clamp((long)Math.Min(descriptors, int.MaxValue) / 2 / servers, 1, MaxConnections);

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        var limits = options.Limits;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.KeepAliveTimeout = IdleTimeout;
        // A terminal that was paused while it follows a log is no attacker.
        limits.MinResponseDataRate = null;
    }
}
