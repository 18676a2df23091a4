using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Http;

/// <summary>Owns the room of an answer that several clients are sent; the last one who gives it back returns the room. Loop thread only.</summary>
/// <param name="bytes">The answer.</param>
/// <param name="budget">Where its room comes from.</param>
/// <param name="held">How much that is.</param>
internal sealed class SharedAnswer(MessageBuffer bytes, AnswerBudget budget, long held) : IDisposable
{
    private int _users = 1;

    public MessageBuffer Bytes => bytes;

    /// <summary>One more will call <see cref="Dispose"/>.</summary>
    public void Share() => _users++;

    public void Dispose()
    {
        if (--_users == 0)
            budget.Return(held);
    }
}
