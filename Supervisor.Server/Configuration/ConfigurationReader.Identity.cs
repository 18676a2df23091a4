namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about whom it runs as.</summary>
internal sealed partial class ConfigurationReader
{
    private const string RunGroup = "run_group";
    private const string SupplementaryGroups = "supplementary_groups";

    /// <summary>The user, and its groups where they are not its own: by keys of their own, or as <c>user=name:group</c>.</summary>
    private static (int? Uid, RunGroups? Groups) Identity(SectionOptions options)
    {
        var (uid, ofUser) = options.Get<(int?, int?)>("user", text => OptionParsers.Owner(text), (null, null));
        var primary = options.GetOrNull(RunGroup, OptionParsers.Group);
        if (ofUser is not null && primary is not null && ofUser != primary)
            throw new ConfigurationException($"user={options.Text("user")} names another group than {RunGroup}");
        var further = options.Get(SupplementaryGroups, text => new EquatableList<int>(OptionParsers.ItemsOrNone(text).Select(OptionParsers.Group).Distinct()), EquatableList<int>.Empty);
        return (uid, (primary ?? ofUser, further.Count) is (null, 0) ? null : new RunGroups(primary ?? ofUser, further));
    }
}
