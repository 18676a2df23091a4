using Supervisor.Rpc.Contract;

namespace Supervisor.Tests.Rpc.Contract;

public class NameSpecTests
{
    [Theory]
    [InlineData("cat", "cat", "cat")]
    [InlineData("group:cat", "group", "cat")]
    [InlineData("group:*", "group", null)]
    [InlineData("group:", "group", null)]
    [InlineData(":cat", "", "cat")]
    [InlineData("", "", "")]
    [InlineData(":", "", null)]
    [InlineData("a:b:c", "a", "b:c")]
    [InlineData("*", "*", "*")]
    [InlineData("a:**", "a", "**")]
    public void A_name_is_split_at_its_first_colon(string text, string group, string? process) =>
        Assert.Equal(new NameSpec(group, process), NameSpec.Parse(text));

    [Theory]
    [InlineData("cat", "cat", "cat")]
    [InlineData("group", "cat", "group:cat")]
    public void The_group_is_said_where_it_has_another_name(string group, string process, string shown)
    {
        Assert.Equal(shown, NameSpec.Show(group, process));
        Assert.Equal(new NameSpec(group, process), NameSpec.Parse(shown));
    }
}
