namespace Supervisor.Rpc.XmlRpc;

/// <summary>The one thing a reader throws: the bytes are not a message. The text says what is wrong and where.</summary>
public sealed class XmlRpcFormatException(string message, bool isMissingMethodName = false) : Exception(message)
{
    /// <summary>The document is sound but names no method: stock logs that apart from a document it can not read.</summary>
    public bool IsMissingMethodName { get; } = isMissingMethodName;
}
