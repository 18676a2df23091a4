using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

/// <summary>Who is taken for a program of an earlier life, and who is not: whom another daemon may have started is left alone.</summary>
public class OrphanSearchTests
{
    private const string Url = "unix:///s";
    private const int Orphan = 100;

    private static readonly ProgramMarks Web = new("web", "site", Url);
    private static readonly ProgramMarks Nameless = new("web", "site", ServerUrl: null);

    [Fact]
    public void A_leader_without_a_parent_that_names_our_address_is_one_known_or_not()
    {
        var facts = new Facts { [Orphan] = Web };
        Assert.Equal([(Orphan, "web", "c100")], Found(facts, Url, Stat(Orphan)));
        facts[Orphan] = Web with { ProcessName = "removed" };
        Assert.Equal([(Orphan, "removed", "c100")], Found(facts, Url, Stat(Orphan)));
    }

    [Fact]
    public void Who_leads_no_group_or_a_session_of_its_own_was_not_started_by_a_daemon()
    {
        var facts = new Facts { [Orphan] = Web };
        Assert.Empty(Found(facts, Url, Stat(Orphan) with { Group = 99 }));
        Assert.Empty(Found(facts, Url, Stat(Orphan) with { Session = Orphan }));
    }

    [Fact]
    public void Who_has_a_living_parent_is_none_be_that_a_daemon_or_not()
    {
        var facts = new Facts { [Orphan] = Web };
        Assert.Empty(Found(facts, Url, Stat(Orphan) with { Parent = 50 }, Stat(50)));
        // Unless it is an ancestor of ours that adopts.
        Assert.Single(Found(facts, Url, Stat(Orphan) with { Parent = 50 }, Stat(50), Stat(Environment.ProcessId) with { Parent = 50 }));
    }

    [Fact]
    public void The_children_of_a_supervisord_that_is_process_1_or_our_ancestor_are_its_own()
    {
        var facts = new Facts { [Orphan] = Web };
        facts.Supervisors.Add(1);
        Assert.Empty(Found(facts, Url, Stat(Orphan)));
        facts.Supervisors.Add(50);
        Assert.Empty(Found(facts, Url, Stat(Orphan) with { Parent = 50 }, Stat(50), Stat(Environment.ProcessId) with { Parent = 50 }));
    }

    [Fact]
    public void Our_own_children_and_ancestors_are_none()
    {
        var facts = new Facts { [Orphan] = Web, [50] = Web };
        Assert.Empty(Found(facts, Url, Stat(Orphan) with { Parent = Environment.ProcessId }, Stat(Environment.ProcessId) with { Parent = 50 }, Stat(50)));
    }

    [Fact]
    public void Another_address_other_names_and_another_container_are_none_of_ours()
    {
        Assert.Empty(Found(new Facts { [Orphan] = Web with { ServerUrl = "unix:///other" } }, Url, Stat(Orphan)));
        Assert.Empty(Found(new Facts { [Orphan] = Nameless }, Url, Stat(Orphan)));
        Assert.Empty(Found(new Facts { [Orphan] = Nameless with { GroupName = "other" } }, null, Stat(Orphan)));
        var far = new Facts { [Orphan] = Web };
        far.Far.Add(Orphan);
        Assert.Empty(Found(far, Url, Stat(Orphan)));
        Assert.Empty(Found(new Facts(), Url, Stat(Orphan)));
    }

    [Fact]
    public void Where_names_are_all_there_is_the_user_is_right_and_no_daemon_lives_in_the_session()
    {
        var facts = new Facts { [Orphan] = Nameless };
        Assert.Single(Found(facts, null, Stat(Orphan)));
        Assert.Single(Found(facts, null, Stat(Orphan), Stat(60)));
        facts.Supervisors.Add(60);
        Assert.Empty(Found(facts, null, Stat(Orphan), Stat(60)));
        Assert.Single(Found(facts, null, Stat(Orphan), Stat(60) with { Session = 61 }));
        facts.OwnerOfAll = 7;
        Assert.Empty(Found(facts, null, Stat(Orphan)));
    }

    private static IEnumerable<(int, string, string)> Found(Facts facts, string? url, params ProcessStat[] processes)
    {
        var search = new OrphanSearch(new Dictionary<ProgramMarks, int> { [url is null ? Nameless : Web] = 0 }, url);
        return search.Among([Stat(1), .. processes], facts).Select(found => (found.Orphan.Process.Pid, found.Orphan.ProgramName, found.Orphan.Command));
    }

    private static ProcessStat Stat(int pid) => new(pid, "x", 'S', pid == 1 ? 0 : 1, pid, 40, 1);

    private sealed class Facts : Dictionary<int, ProgramMarks>, IProcessFacts
    {
        public HashSet<int> Supervisors { get; } = [];

        public HashSet<int> Far { get; } = [];

        public int OwnerOfAll { get; set; }

        public byte[] Environment(int pid) => TryGetValue(pid, out var marks)
            ? Encoding.UTF8.GetBytes($"SUPERVISOR_PROCESS_NAME={marks.ProcessName}\0SUPERVISOR_GROUP_NAME={marks.GroupName}\0"
                + (marks.ServerUrl is { } url ? $"SUPERVISOR_SERVER_URL={url}\0" : ""))
            : [];

        public bool IsNear(int pid) => !Far.Contains(pid);

        public string Command(in ProcessStat process) => $"c{process.Pid}";

        public bool IsSupervisor(in ProcessStat process) => Supervisors.Contains(process.Pid);

        public int? Owner(int pid) => OwnerOfAll;
    }
}
