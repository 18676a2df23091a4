using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

/// <summary>Whose a process is, told from what the kernel says of it.</summary>
public class SurvivorSearchTests
{
    private const string Url = "unix:///s";

    private static readonly ProgramMarks Web = new("web", "site", Url);

    [Theory]
    [InlineData("12 (sleep) S 1 12 12 0 -1 4194304 99 0 0 0 0 0 0 0 20 0 1 0 123456 5 6", "sleep", 'S', 1, 12, 12, 123456L)]
    [InlineData("7 (a) b) (c\n) R 2 3 4 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 5 6", "a) b) (c\n", 'R', 2, 3, 4, 9L)]
    public void A_line_of_the_kernel_is_read_whatever_the_name_has_in_it(string line, string name, char state, int parent, int group, int session, long start)
    {
        var stat = ProcessStat.Parse(Encoding.UTF8.GetBytes(line))!.Value;
        Assert.Equal((name, state, parent, group, session, start), (stat.Name, stat.State, stat.Parent, stat.Group, stat.Session, stat.StartedAt));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 (sleep) S 1 12")]
    [InlineData("12 sleep S 1 12 12")]
    public void What_is_no_such_line_is_nobody(string line) => Assert.Null(ProcessStat.Parse(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Marks_are_two_names_and_the_first_of_a_name_counts()
    {
        Assert.Equal(Web, ProgramMarks.Of("A=1\0SUPERVISOR_PROCESS_NAME=web\0SUPERVISOR_GROUP_NAME=site\0SUPERVISOR_SERVER_URL=unix:///s\0SUPERVISOR_PROCESS_NAME=no\0"u8));
        Assert.Null(ProgramMarks.Of("SUPERVISOR_PROCESS_NAME=web\0XSUPERVISOR_GROUP_NAME=site"u8));
        Assert.Null(ProgramMarks.Of(""u8));
    }

    [Fact]
    public void Marks_group_and_session_tell_whose_a_process_is_and_living_children_keep_theirs()
    {
        ProcessStat[] processes =
        [
            Stat(100, parent: 1, group: 100, startedAt: 10),   // marks alone
            Stat(101, parent: 1, group: 50, startedAt: 10),    // the group of a program that is gone
            Stat(102, parent: 1, group: 102, session: 50),     // its session
            Stat(200, parent: 9, group: 200, startedAt: 20),   // a child of now
            Stat(201, parent: 200, group: 201, startedAt: 30), // and its own
            Stat(202, parent: 1, group: 202, startedAt: 30),   // one of its own that has left it
            Stat(300, parent: 1, group: 300, startedAt: 5),    // a container's
            Stat(400, parent: 1, group: 400, startedAt: 5),    // a stranger
        ];
        int[] marked = [100, 200, 201, 202, 300];
        var search = new SurvivorSearch(
            new Dictionary<ProgramMarks, int> { [Web] = 200 }, ServerUrl: null, new Dictionary<int, string> { [50] = "old" }, new HashSet<int> { 200 });
        var found = search.Among(processes, pid => marked.Contains(pid) ? Environment(Web) : [], pid => pid != 300, process => $"c{process.Pid}");
        Assert.Equal([(100, "web", "c100"), (101, "old", "c101"), (102, "old", "c102")], found.Select(left => (left.Process.Pid, left.ProgramName, left.Command)));
    }

    [Fact]
    public void A_name_that_is_not_known_any_more_is_ours_by_the_server_it_names()
    {
        var search = new SurvivorSearch(new Dictionary<ProgramMarks, int>(), Url, new Dictionary<int, string>(), new HashSet<int>());
        ProcessStat[] processes = [Stat(100, 1, 100), Stat(101, 1, 101)];
        var found = search.Among(processes, pid => Environment(Web with { ServerUrl = pid == 100 ? Url : "unix:///other" }), _ => true, _ => "");
        Assert.Equal(100, Assert.Single(found).Process.Pid);
    }

    private static ProcessStat Stat(int pid, int parent, int group, int? session = null, long startedAt = 1) =>
        new(pid, "p", 'S', parent, group, session ?? group, startedAt);

    private static byte[] Environment(ProgramMarks marks) => Encoding.UTF8.GetBytes(
        $"SUPERVISOR_PROCESS_NAME={marks.ProcessName}\0SUPERVISOR_GROUP_NAME={marks.GroupName}\0SUPERVISOR_SERVER_URL={marks.ServerUrl}\0");
}
