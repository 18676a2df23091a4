using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>The logs that a child needs before it can be started; null for a channel without one.</summary>
/// <param name="Stdout">The log of its stdout.</param>
/// <param name="Stderr">The log of its stderr.</param>
/// <param name="Post">Runs something on the event loop: a full log tells there that it has room again.</param>
internal sealed record ChildLogsRequest(ChannelLogRequest? Stdout, ChannelLogRequest? Stderr, Action<Action> Post);

/// <summary>One log to be opened. Without a path an AUTO file of the given name is made first.</summary>
internal sealed record ChannelLogRequest(string? Path, AutoLogName? Auto, long MaxBytes, int Backups, bool MakesDirectory = false);

/// <summary>The open logs, or why there are none. <see cref="ChildLog.Path"/> tells the name of an AUTO file.</summary>
internal sealed record ChildLogsResult(ChildLog? Stdout, ChildLog? Stderr, PosixException? Failure);
