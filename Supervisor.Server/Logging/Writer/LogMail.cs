namespace Supervisor.Server.Logging;

/// <summary>One message to the log writer: bytes for a log, or something to do once everything before it is done.</summary>
internal readonly struct LogMail
{
    public LogMail(LogChunk chunk) => Chunk = chunk;

    public LogMail(Action work) => Work = work;

    public LogChunk Chunk { get; }

    public Action? Work { get; }
}
