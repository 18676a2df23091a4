using Supervisor.Server.Api;

namespace Supervisor.Server.Hosting;

/// <summary>Which image of the process this is, and how the last exchange went. Lives as long as the image. Loop thread only.</summary>
internal sealed class UpgradeHistory
{
    /// <summary>From 1.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>Null where there was none.</summary>
    public UpgradeReport? Last { get; set; }

    /// <summary>Why the last attempt came to nothing; empty where it did not, or there was none.</summary>
    public string LastError { get; set; } = "";
}
