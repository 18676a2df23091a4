using System.Globalization;
using System.Text;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that depend on each other by chance: every edge counts at the start and at the stop, whatever the priorities say.</summary>
public class DependencyOrderTests(ITestOutputHelper output)
{
    /// <summary>Of services one has to have run for a second: so many times at most, one after another.</summary>
    private const int Layers = 4;

    private const int Most = 30;

    private static readonly Lazy<Task<string>> Child = new(CompileAsync);

    public static TheoryData<int, string> Runs => new()
    {
        { 1, "shutdown" }, { 2, "all" }, { 3, "group" }, { 4, "shutdown" }, { 5, "all" }, { 6, "group" }, { Random.Shared.Next(), "shutdown" },
    };

    private sealed record Node(string Name, int Layer, bool IsTask)
    {
        public List<Node> Needs { get; } = [];

        public IEnumerable<Node> AllNeeds => Needs.SelectMany(need => need.AllNeeds.Append(need)).Distinct();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Every_edge_is_respected(int seed, string stop)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var nodes = Graph(random);
        using var directory = new TestDirectory();
        await using var supervisor = await RunningSupervisor.StartAsync(Sections(nodes, random, await Child.Value, inOneGroup: stop == "group"), directory: directory);
        foreach (var node in nodes)
            await supervisor.Rpc.WaitForStateAsync(stop == "group" ? $"all:{node.Name}" : node.Name, node.IsTask ? "EXITED" : "RUNNING");
        var log = supervisor.MainLog;
        await StopAsync(supervisor, stop);
        var at = Stamps(directory["stamps"]);
        foreach (var (node, need) in nodes.SelectMany(node => node.Needs.Select(need => (node, need))))
        {
            var isThere = need.IsTask ? $"exited: {need.Name} (" : $"success: {need.Name} entered RUNNING";
            Assert.True(Place(log, isThere) < Place(log, $"spawned: '{node.Name}'"), $"{node.Name} was started before {need.Name} was there, seed {seed}");
            if (need.IsTask)
                Assert.True(at[("end", need.Name)] < at[("start", node.Name)], $"{node.Name} began before {need.Name} had ended, seed {seed}");
        }
        foreach (var (node, need) in nodes.Where(n => !n.IsTask).SelectMany(node => node.AllNeeds.Where(n => !n.IsTask).Select(need => (node, need))))
            Assert.True(at[("end", node.Name)] < at[("term", need.Name)], $"{need.Name} was stopped before {node.Name} had ended, seed {seed}");
        Assert.All(nodes, node => Assert.Equal(1, supervisor.MainLog.Split($"spawned: '{node.Name}'").Length - 1));
    }

    private static async Task StopAsync(RunningSupervisor supervisor, string how)
    {
        if (how == "shutdown")
        {
            await supervisor.SignalAsync("TERM");
            Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
            return;
        }
        var reply = how == "all"
            ? await supervisor.Rpc.CallAsync("supervisor.stopAllProcesses")
            : await supervisor.Rpc.CallAsync("supervisor.stopProcessGroup", "all");
        Assert.All(reply.Array.Cast<RpcStruct>(), result => Assert.Equal(80, result["status"]));
    }

    private static List<Node> Graph(Random random)
    {
        var nodes = new List<Node>();
        var count = random.Next(2, Most + 1);
        for (var i = 0; i < count; i++)
        {
            var node = new Node($"p{i}", random.Next(Layers), random.Next(3) == 0);
            node.Needs.AddRange(nodes.Where(other => other.Layer < node.Layer && random.Next(4) == 0));
            nodes.Add(node);
        }
        return nodes;
    }

    private static string Sections(List<Node> nodes, Random random, string child, bool inOneGroup)
    {
        var text = new StringBuilder();
        // What comes first in the file, or has the lower number, need not come first.
        var inFile = nodes.ToArray();
        random.Shuffle(inFile);
        foreach (var node in inFile)
        {
            text.Append(CultureInfo.InvariantCulture, $"[program:{node.Name}]\ncommand={child} {node.Name} @dir@/stamps {(node.IsTask ? "task" : "service")} {random.Next(80)}\n");
            text.Append(CultureInfo.InvariantCulture, $"priority={random.Next(1000)}\nautorestart=false\nstartsecs={(node.IsTask ? 0 : 1)}\n");
            if (node.Needs.Count > 0)
                text.Append("depends_on=").AppendJoin(',', node.Needs.Select(n => n.IsTask ? $"{n.Name}={(random.Next(2) == 0 ? "completed" : "exited")}" : n.Name)).Append('\n');
        }
        return inOneGroup ? text.Append("[group:all]\nprograms=").AppendJoin(',', inFile.Select(n => n.Name)).Append('\n').ToString() : text.ToString();
    }

    private static Dictionary<(string What, string Name), long> Stamps(string file) => File.ReadAllLines(file).Select(line => line.Split(' '))
        .ToDictionary(words => (words[1], words[2]), words => long.Parse(words[0], CultureInfo.InvariantCulture));

    private static int Place(string log, string text)
    {
        var place = log.IndexOf(text, StringComparison.Ordinal);
        Assert.True(place >= 0, $"the log does not say '{text}'");
        return place;
    }

    private static async Task<string> CompileAsync()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("svt-dependency-").FullName, "dependency_child");
        var source = Path.Combine(Repository.Root, "Supervisor.Tests/EndToEnd/dependency_child.c");
        var built = await ChildProcess.RunAsync("cc", ["-Wall", "-Werror", "-O1", "-o", program, source]);
        Assert.True(built.ExitCode == 0, built.Error);
        return program;
    }
}
