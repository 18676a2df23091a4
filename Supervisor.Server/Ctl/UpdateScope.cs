namespace Supervisor.Server.Ctl;

/// <summary>What <c>update</c> restarts.</summary>
internal enum UpdateScope
{
    /// <summary>The processes that cannot follow their new configuration while they run.</summary>
    Changed,

    /// <summary>Every process of a group in which anything has changed, as stock does.</summary>
    Group,
}
