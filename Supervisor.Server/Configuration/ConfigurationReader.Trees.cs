using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about the processes that it starts.</summary>
internal sealed partial class ConfigurationReader
{
    private const string Cgroup = "cgroup";
    private const string CgroupKill = "cgroup_kill";

    /// <summary>Null where there are none.</summary>
    private static TreeOptions? Tree(SectionOptions options)
    {
        var limits = CgroupLimits.Known.Where(limit => options.Raw(limit.Key) is not null)
            .Select(limit => options.Get(limit.Key, text => CgroupLimits.Parse(limit.Key, text), new(limit.Key, CgroupLimits.Unset(limit.Key))))
            .ToList();
        var kills = options.Get(CgroupKill, OptionParsers.Boolean, false);
        var needing = kills ? CgroupKill : limits.FirstOrDefault()?.Key;
        var use = options.Get(Cgroup, UseOf, needing is null ? CgroupUse.Off : CgroupUse.Auto);
        if (use == CgroupUse.Off && needing is not null)
            throw new ConfigurationException($"{needing} is for a program in a cgroup of its own, and {Cgroup}=off gives it none");
        var read = new TreeOptions
        {
            Kill = options.Get("kill_tree", OptionParsers.Boolean, false),
            Cgroup = use,
            CgroupKill = kills,
            Limits = new(limits),
        };
        return read == TreeOptions.Default ? null : read;
    }

    private static CgroupUse UseOf(string text) => text.Trim().ToLowerInvariant() switch
    {
        "off" => CgroupUse.Off,
        "auto" => CgroupUse.Auto,
        "require" => CgroupUse.Require,
        _ => throw new ConfigurationException($"invalid {PythonText.Repr(Cgroup)} value {PythonText.Repr(text)} (one of: off, auto, require)"),
    };
}
