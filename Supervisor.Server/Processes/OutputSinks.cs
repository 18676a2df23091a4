using Supervisor.Server.Events;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Where the output of all children goes besides their logs, and how. One for a life of the daemon; its settings follow the configuration. Loop
/// thread only.
/// </summary>
/// <param name="loop">Tells when a pipe has something.</param>
/// <param name="log">The main log: output is echoed there, and the end of a pipe noted.</param>
/// <param name="events">Announces output and captured text.</param>
/// <param name="syslog">The way to the system's log.</param>
/// <param name="stdout">The daemon's own.</param>
internal sealed class OutputSinks(EventLoop loop, IMainLog log, EventBus events, SyslogLane syslog, DaemonStdout stdout)
{
    public EventLoop Loop => loop;

    public IMainLog Log => log;

    public EventBus Events => events;

    public SyslogLane Syslog => syslog;

    public DaemonStdout Stdout => stdout;

    /// <summary><c>strip_ansi</c>; a reread may change it for children spawned later.</summary>
    public bool StripAnsi { get; set; }

    /// <summary>Whether children's output is echoed to the main log: at <c>loglevel</c> debug and below.</summary>
    public bool EchoOutput { get; set; }

    /// <summary>A buffer for one read; its bytes are copied before the next.</summary>
    public byte[] Scratch { get; } = new byte[128 * 1024];
}
