using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

public sealed class MountTableTests : IDisposable
{
    private const string Root = "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("nfs", true)]
    [InlineData("cifs", true)]
    [InlineData("9p", true)]
    [InlineData("ceph", true)]
    [InlineData("fuse", true)]
    [InlineData("fuse.sshfs", true)]
    [InlineData("fuseblk", true)]
    [InlineData("virtiofs", true)]
    [InlineData("autofs", true)]
    [InlineData("ext4", false)]
    [InlineData("tmpfs", false)]
    [InlineData("overlay", false)]
    [InlineData("fusectl", false)]
    public void What_another_machine_or_a_users_process_answers_for_may_hang(string type, bool mayHang)
    {
        var table = Table(Root, $"30 21 0:50 / /far rw - {type} server:/x rw");
        Assert.Equal(mayHang, table.AnyMayHang);
        Assert.Equal(mayHang, table.MayHang("/far/log") is not null);
        Assert.Equal(mayHang, table.MayHang("/far") is not null);
        Assert.Null(table.MayHang("/farther/log"));
        Assert.Null(table.MayHang("/near/../log"));
    }

    [Fact]
    public void A_line_tells_the_point_with_its_spaces_and_the_type_after_any_number_of_tags()
    {
        var table = Table(Root, @"30 21 0:50 /sub /my\040far\134disk\011x rw,nosuid shared:2 master:3 propagate_from:4 - nfs server:/x rw");
        Assert.Equal(new Mount(30, 21, "/my far\\disk\tx", "nfs"), table.MayHang("/my far\\disk\tx/log"));
    }

    [Fact]
    public void Lines_of_another_form_are_passed_over() =>
        Assert.NotNull(Table("", "what", "1 2 3", "x y 0:1 / /a rw - nfs s rw", Root, "30 21 0:50 / /far rw - nfs server:/x rw").MayHang("/far/log"));

    [Fact]
    public void Nothing_may_hang_where_there_is_no_list() => Assert.False(new Mounts(_directory["no-such"]).AnyMayHang);

    [Fact]
    public void The_mount_on_top_counts()
    {
        var near = Table(Root, "30 21 0:50 / /d rw - nfs server:/x rw", "31 30 0:51 / /d rw - tmpfs none rw");
        Assert.Null(near.MayHang("/d/log"));
        var far = Table(Root, "30 21 0:50 / /d rw - tmpfs none rw", "31 30 0:51 / /d rw - nfs server:/x rw");
        Assert.Equal(31, far.MayHang("/d/log")?.Id);
    }

    [Fact]
    public void A_mount_hidden_below_another_is_not_reached()
    {
        var table = Table(Root, "30 21 0:50 / /a/b rw - nfs server:/x rw", "31 21 0:51 / /a rw - tmpfs none rw");
        Assert.Null(table.MayHang("/a/b/log"));
        Assert.Equal(32, Table(Root, "31 21 0:51 / /a rw - tmpfs none rw", "32 31 0:50 / /a/b rw - nfs server:/x rw").MayHang("/a/b/log")?.Id);
    }

    [Fact]
    public void The_first_mount_that_may_hang_on_the_way_is_the_one_waited_for()
    {
        var table = Table(Root, "30 21 0:50 / /far rw - nfs server:/x rw", "31 30 0:51 / /far/near rw - tmpfs none rw");
        Assert.Equal("/far", table.MayHang("/far/near/log")?.Point);
    }

    [Fact]
    public void A_root_of_such_a_kind_answers_and_another_mount_of_it_may_not()
    {
        var table = Table("21 1 0:30 / / rw - virtiofs root rw", "30 21 0:50 / /data rw - virtiofs data rw");
        Assert.Null(table.MayHang("/log"));
        Assert.Equal("/data", table.MayHang("/data/log")?.Point);
        Assert.False(Table("21 1 0:30 / / rw - 9p root rw").AnyMayHang);
    }

    [Fact]
    public void What_a_container_shows_of_a_tree_it_does_not_own_is_found()
    {
        var table = Table("40 12 0:50 / /far rw - nfs server:/x rw");
        Assert.Equal("/far", table.MayHang("/far/log")?.Point);
    }

    [Fact]
    public void Automounts_of_the_kernels_own_trees_do_not_count() => Assert.False(
        Table(Root, "22 21 0:4 / /proc rw - proc proc rw", "23 22 0:30 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw").AnyMayHang);

    [Fact]
    public void Links_are_followed_wherever_they_stand()
    {
        Directory.CreateDirectory(_directory["d/e"]);
        Directory.CreateSymbolicLink(_directory["absolute"], _directory["far"]);
        Directory.CreateSymbolicLink(_directory["d/e/relative"], "../../far/logs");
        Directory.CreateSymbolicLink(_directory["d/chain"], "e/relative");
        File.CreateSymbolicLink(_directory["d/file.log"], "chain/x.log");
        Directory.CreateSymbolicLink(_directory["loop"], "loop");
        Directory.CreateSymbolicLink(_directory["back"], "d/..");
        var table = Table(Root, $"30 21 0:50 / {_directory["far"]} rw - nfs server:/x rw");
        foreach (var name in new[] { "absolute/x.log", "d/e/relative", "d/chain/x.log", "d/file.log", "back/far/x.log", "d/e/../../far", "./far//x.log" })
            Assert.True(table.MayHang(_directory[name])?.Point == _directory["far"], name);
        foreach (var name in new[] { "d/e/x.log", "loop/x.log", "no/such/x.log", "d/e/../far/x.log", "farther/x.log" })
            Assert.True(table.MayHang(_directory[name]) is null, name);
    }

    [Fact]
    public async Task A_mount_made_later_is_seen_and_gone_with_it()
    {
        using var mounts = new Mounts();
        await using var hanging = await HangingMount.StartAsync();
        Assert.Equal(hanging.Path, mounts.MayHang(hanging["log"])?.Point);
        hanging.Hang();
        Assert.Equal(hanging.Path, mounts.MayHang(hanging["no/such/log"])?.Point);
        await hanging.DisposeAsync();
        Assert.Null(mounts.MayHang(hanging["log"]));
    }

    private static MountTable Table(params string[] lines) => MountTable.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
}
