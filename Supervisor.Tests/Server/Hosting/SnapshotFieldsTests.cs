using System.Reflection;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>
/// Whether every field of what the loop owns is either in its record or left out on purpose: a new field fails here until somebody has decided.
/// </summary>
public class SnapshotFieldsTests
{
    private static readonly Dictionary<Type, OwnedFields> Owners =
        SnapshotFieldsOfProcesses.All.Concat(SnapshotFieldsOfLogs.All).Concat(SnapshotFieldsOfServers.All).ToDictionary();

    public static TheoryData<string> Names => [.. Owners.Keys.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_is_in_the_record_or_left_out_for_a_reason(string name)
    {
        var (type, (record, kept, notKept)) = Owners.Single(owner => owner.Key.Name == name);
        Assert.True(record is not null || kept.Count == 0);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Select(NameOf).ToList();
        Assert.Empty(fields.Except([.. kept.Keys, .. notKept.Keys]));
        Assert.Empty(kept.Keys.Concat(notKept.Keys).Except(fields));
        Assert.Empty(kept.Values.Except(record?.GetProperties().Select(p => p.Name) ?? []));
    }

    /// <summary>As it stands in the source: the property of a field that the compiler made, the parameter of a captured one.</summary>
    private static string NameOf(FieldInfo field) =>
        field.Name is ['<', ..] name ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
