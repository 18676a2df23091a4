using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>What is known of an adopted child besides its pid, as data.</summary>
/// <param name="Descriptor">The kernel's for it (pidfd_open(2)).</param>
/// <param name="StartedAt">As <see cref="ProcessStat.StartedAt"/> counts.</param>
/// <param name="Changed">The options, by their keys, that it was not born with.</param>
internal sealed record AdoptedProcessRecord(int Descriptor, long StartedAt, IReadOnlyList<string> Changed);

/// <summary>
/// A child of an earlier daemon: the kernel tells its death by a descriptor and to nobody of this process otherwise, and a signal by its pid may reach
/// somebody else. Owns the handle. Loop thread only.
/// </summary>
internal sealed class AdoptedProcess(ProcessHandle handle, long startedAt, IReadOnlyList<string> changed) : IDisposable
{
    public ProcessHandle Handle => handle;

    /// <summary>The options, by their keys, that it was not born with: for these it has to be restarted.</summary>
    public IReadOnlyList<string> Changed => changed;

    public static AdoptedProcess Resume(int pid, AdoptedProcessRecord record) =>
        new(new ProcessHandle(pid, record.StartedAt, record.Descriptor), record.StartedAt, record.Changed);

    public AdoptedProcessRecord ToRecord() => new(handle.Descriptor, startedAt, changed);

    /// <summary>Tells its end; null until somebody looks.</summary>
    public FdWatch? Watch { get; set; }

    public void Dispose()
    {
        Watch?.Dispose();
        handle.Dispose();
    }
}
