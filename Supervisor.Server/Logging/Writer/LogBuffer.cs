namespace Supervisor.Server.Logging;

/// <summary>Room for one read from a pipe, rented from a log and handed back to it full: the bytes are not copied on the way.</summary>
internal readonly struct LogBuffer(byte[] bytes)
{
    internal byte[] Bytes { get; } = bytes;

    public Span<byte> Span => Bytes;

    public Memory<byte> Memory => Bytes;
}
