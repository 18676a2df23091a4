using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>Going on with what outlived a crash of an earlier daemon.</summary>
internal sealed partial class SupervisorHost
{
    /// <summary>Null where no program is to outlive one. After an upgrade the file is the one that was open, whatever the configuration says.</summary>
    private StateFile? StateFileOf(DaemonSnapshot? snapshot, SupervisordOptions options) =>
        (snapshot is null ? options.StateFile : snapshot.StateFile?.Path) is { } path
            ? new StateFile(path, _services.LogWriter, _services.Loop, _log, snapshot?.StateFile)
            : null;

    /// <summary>
    /// The children of an earlier daemon that this life goes on with. A state file that cannot be had ends a first start; after a restart the daemon
    /// goes on without.
    /// </summary>
    private async Task<IReadOnlyList<FoundChild>> FindChildrenAsync()
    {
        if (_context.StateFile is not { } file)
            return [];
        try
        {
            return await new Adoption(_context, file, Configuration.Groups).FindAsync();
        }
        catch (StateFileException refused) when (_services.FirstLife)
        {
            throw new ConfigurationException(refused.Message);
        }
        catch (StateFileException refused)
        {
            _log.NoStateFile(refused.Message);
            return [];
        }
    }
}
