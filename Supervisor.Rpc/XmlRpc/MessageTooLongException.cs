namespace Supervisor.Rpc.XmlRpc;

/// <summary>A message has more bytes than it may.</summary>
public sealed class MessageTooLongException(long maxBytes) : Exception($"longer than {maxBytes} bytes");
