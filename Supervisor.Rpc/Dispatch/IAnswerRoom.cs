using Supervisor.Rpc.Contract;

namespace Supervisor.Rpc.Dispatch;

/// <summary>Room in memory for what one answer is made of: whoever reads much asks first.</summary>
public interface IAnswerRoom
{
    /// <summary>
    /// Waits until there is room for so many bytes more, at once for few. False where there was none in time: then <see cref="Refusal"/> is the answer.
    /// Any thread, one question at a time.
    /// </summary>
    Task<bool> TakeAsync(long bytes);

    static RpcException Refusal() => new(FaultCode.Failed, "too many large answers are under way at once: ask again later, or for less");
}
