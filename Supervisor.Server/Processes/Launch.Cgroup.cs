using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>The cgroup of a child.</summary>
internal sealed partial class Launch
{
    /// <summary>Fails with <see cref="ConfigurationException"/> where the program has to have one and cannot.</summary>
    private void MakeCgroup()
    {
        if (plan.Options.Tree is not { Cgroup: not CgroupUse.Off } tree)
            return;
        try
        {
            Cgroup = context.Cgroups.Make(
                LaunchPlan.CgroupName(plan.GroupName, plan.Options.Name),
                [.. tree.Limits.Select(limit => (CgroupLimits.File(limit.Key), CgroupLimits.Controller(limit.Key), limit.Value))]);
        }
        catch (CgroupException refused) when (tree.Cgroup == CgroupUse.Auto)
        {
            var warning = $"runs without a cgroup of its own: {refused.Message}";
            context.Loop.Post(() => plan.Tell([warning], context.Log));
        }
        catch (CgroupException refused)
        {
            throw new ConfigurationException($"cgroup=require: {refused.Message}");
        }
    }
}
