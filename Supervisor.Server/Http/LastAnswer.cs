using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http;

/// <summary>
/// Owns the bytes of the last answer that was asked for twice: several clients that follow the same processes are sent the same bytes, which
/// are written once. The same object is the same answer; an equal one is not looked for. Lets go of it after a second, when it is out of date
/// anyway. Loop thread only.
/// </summary>
/// <param name="loop">The HTTP loop.</param>
internal sealed class LastAnswer(EventLoop loop)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>Seen once: whether it comes again is for whoever makes it to say, and an answer of megabytes must not live on for that.</summary>
    private readonly WeakReference<XmlRpcValue?> _seen = new(null);

    private XmlRpcValue? _kept;
    private SharedAnswer? _bytes;
    private Deadline? _end;

    /// <summary>Null where it is not the last one, or was not kept. Whoever sends it gives it back.</summary>
    public SharedAnswer? Find(XmlRpcValue value)
    {
        if (!ReferenceEquals(value, _kept))
            return null;
        _bytes!.Share();
        return _bytes;
    }

    /// <summary>
    /// Takes the bytes of an answer where it comes for the second time. They are not given back to the pool: some client may still be reading
    /// them. Returns null where the caller keeps them, else what the caller sends and gives back.
    /// </summary>
    public SharedAnswer? TryKeep(XmlRpcValue value, MessageBuffer bytes, AnswerBudget budget, AnswerLease lease)
    {
        if (!_seen.TryGetTarget(out var seen) || !ReferenceEquals(value, seen))
        {
            _seen.SetTarget(value);
            return null;
        }
        _bytes?.Dispose();
        (_kept, _bytes) = (value, new SharedAnswer(bytes, budget, lease.HandOver()));
        _bytes.Share();
        _end ??= loop.Schedule(loop.Now + Lifetime, Forget);
        return _bytes;
    }

    private void Forget()
    {
        _bytes?.Dispose();
        (_kept, _bytes, _end) = (null, null, null);
    }
}
