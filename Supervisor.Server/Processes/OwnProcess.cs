using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>A process of the daemon's own, which is no program's.</summary>
/// <param name="Ended">Completes on the loop when it was reaped.</param>
internal readonly record struct OwnProcess(int Pid, Task<WaitStatus> Ended);
