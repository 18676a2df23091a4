namespace Supervisor.Server.Hosting;

/// <summary>What <c>%(host_node_name)s</c> stands for: the whole name, where the runtime's own property ends it at the first dot.</summary>
internal static class HostName
{
    private const string KernelFile = "/proc/sys/kernel/hostname";

    public static string OfThisMachine()
    {
        try
        {
            return File.ReadAllText(KernelFile).TrimEnd('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }
}
