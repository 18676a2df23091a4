namespace Supervisor.Server.Interop;

/// <summary>A cgroup cannot be had; the message says why, and what to do.</summary>
internal sealed class CgroupException(string message) : Exception(message);
