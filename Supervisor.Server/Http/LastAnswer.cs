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
    private MessageBuffer? _bytes;
    private Deadline? _end;

    /// <summary>Null where it is not the last one, or was not kept.</summary>
    public MessageBuffer? Find(XmlRpcValue value) => ReferenceEquals(value, _kept) ? _bytes : null;

    /// <summary>
    /// Takes the bytes of an answer where it comes for the second time. They are not given back to the pool: some client may still be reading
    /// them. Returns false where the caller keeps them.
    /// </summary>
    public bool TryKeep(XmlRpcValue value, MessageBuffer bytes)
    {
        if (!_seen.TryGetTarget(out var seen) || !ReferenceEquals(value, seen))
        {
            _seen.SetTarget(value);
            return false;
        }
        (_kept, _bytes) = (value, bytes);
        _end ??= loop.Schedule(loop.Now + Lifetime, Forget);
        return true;
    }

    private void Forget() => (_kept, _bytes, _end) = (null, null, null);
}
